import type { Clock } from '#domain/kernel/clock';
import { systemContext } from '#domain/kernel/command-context';
import { removeMember, renameMember } from '#domain/staff/index';
import type { ChatPlatform, ContactsChange, PlatformName } from '../platform.ts';

/**
 * Follows a change in the platform's address book. Leavers and renames act at once; everything else asks for
 * a full comparison, because the events carry too little (wecom docs 90970: since 2022 only id and department).
 */
export async function applyContactsChange(
  options: { clock: Clock; requestDirectorySync: (platform: PlatformName) => void },
  platform: ChatPlatform,
  change: ContactsChange,
  inboxId: string,
): Promise<void> {
  const ctx = systemContext(options.clock, 'contacts', inboxId);
  if (change.type === 'member_removed') {
    await removeMember(ctx, { platform: platform.name, userId: change.userId });
    return;
  }
  if (change.type === 'member_upserted' && change.newUserId !== null) {
    await renameMember(ctx, { platform: platform.name, userId: change.userId, newUserId: change.newUserId });
  }
  options.requestDirectorySync(platform.name);
}
