import { isAppError } from '#domain/kernel/app-error';
import type { Clock } from '#domain/kernel/clock';
import { getStaff, type Staff } from '#domain/staff/index';
import { fingerprint, newSecret } from './secrets.ts';
import { SessionModel } from './session.model.ts';

const HOUR = 3_600_000;
export const IDLE_MS = 8 * HOUR;
export const ABSOLUTE_MS = 7 * 24 * HOUR;
/** A session is marked as used at most this often: not one write per request. */
const TOUCH_MS = 5 * 60_000;

/** Opens a session for a member of staff and returns the id for the cookie. A login never reuses an id. */
export async function startSession(clock: Clock, staffId: string, platform: string): Promise<string> {
  const id = newSecret();
  const now = clock.now();
  await SessionModel.create({
    _id: fingerprint(id),
    staffId,
    platform,
    createdAt: now,
    lastSeenAt: now,
    expiresAt: after(now, IDLE_MS),
    endsAt: after(now, ABSOLUTE_MS),
  });
  return id;
}

/**
 * The member of staff a session belongs to, or null. The person is read afresh every time, so a leaver is
 * out and a changed role holds with the next request.
 */
export async function findSessionStaff(clock: Clock, id: string): Promise<Staff | null> {
  const now = clock.now();
  const row = await SessionModel.findById(fingerprint(id)).lean();
  if (row === null || row.expiresAt <= now || row.endsAt <= now) return null;
  const staff = await findActive(row.staffId);
  if (staff === null) {
    await SessionModel.deleteMany({ staffId: row.staffId });
    return null;
  }
  if (now.getTime() - row.lastSeenAt.getTime() >= TOUCH_MS) {
    const idleEnd = after(now, IDLE_MS);
    const expiresAt = new Date(Math.min(idleEnd.getTime(), row.endsAt.getTime()));
    await SessionModel.updateOne({ _id: row._id }, { $set: { lastSeenAt: now, expiresAt } });
  }
  return staff;
}

export async function endSession(id: string): Promise<void> {
  await SessionModel.deleteOne({ _id: fingerprint(id) });
}

async function findActive(staffId: string): Promise<Staff | null> {
  try {
    const staff = await getStaff(staffId);
    return staff.status === 'active' ? staff : null;
  } catch (error) {
    if (isAppError(error) && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}

function after(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms);
}
