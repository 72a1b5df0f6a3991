export { assignEveryWaiting } from './assign-every-waiting.ts';
export { assignWaiting } from './assign-new-leads.ts';
export type { Assignment, GroupAsked, RuleTried } from './assignment.ts';
export { AssignmentRules, DEFAULT_ASSIGNMENT_RULES } from './assignment-rules.ts';
export { explainAssignment, explainTrace, getAssignment, listAssignments } from './explain-assignment.ts';
export { EXCLUSION_LABELS, pickAssignee } from './pick-assignee.ts';
export { reassignLead } from './reassign-lead.ts';
export { recomputeFromTrace } from './recompute-from-trace.ts';
export { assignmentSubscribers } from './subscribers.ts';
