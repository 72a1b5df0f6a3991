export { removeMember, renameMember } from './change-member.ts';
export { countGiven } from './count-given.ts';
export { findStore, getStore, getTeam, listStores, listTeams } from './find-organisation.ts';
export { findStaffByIdentity, getStaff, getStaffByIds } from './find-staff.ts';
export { type ListStaffInput, listManagers, listStaff, listTeamMembers } from './list-staff.ts';
export { type Store, TEAM_METHODS, type Team, type TeamMethod } from './organisation.ts';
export { setBusy, setDuty, setLeaves, setQuota } from './set-availability.ts';
export {
  type StaffAvailabilityPayload,
  type StaffJoinedPayload,
  type StaffLeftPayload,
  staffAvailabilityChanged,
  staffJoined,
  staffLeft,
} from './staff.events.ts';
export {
  ACTIONS,
  type Action,
  type Action as StaffAction,
  assertActorMay,
  can,
  PERMISSIONS,
  type Resource,
} from './staff.policy.ts';
export { type ChatPlatformId, type Leave, ROLE_LABELS, type Role, type Staff } from './staff.ts';
export {
  type DirectoryMember,
  type SyncDirectoryInput,
  type SyncOutcome,
  syncDirectory,
} from './sync-directory.ts';
export { importedStaffId, OrganisationInput, upsertOrganisation } from './upsert-organisation.ts';
