import type { CommandContext } from '#domain/kernel/command-context';
import { listPayloads } from './list-payloads.ts';
import { replayPayload } from './replay-payload.ts';

export interface ReplayFilter {
  readonly channel?: string | undefined;
  /** Only those rejected for this field. */
  readonly field?: string | undefined;
}

export interface ReplaySummary {
  readonly replayed: number;
  readonly accepted: number;
  readonly merged: number;
  readonly rejected: number;
}

const MOST = 1_000;

/**
 * Replays the rejected payloads that fit, the oldest 1,000 of them at most; run it again for more.
 * Throws FORBIDDEN at the first that this person may not replay.
 */
export async function replayPayloads(
  ctx: CommandContext,
  input: { filter: ReplayFilter },
): Promise<ReplaySummary> {
  const ids = await rejectedIds(input.filter);
  const counts = { accepted: 0, merged: 0, rejected: 0 };
  for (const payloadId of ids) {
    const answer = await replayPayload(ctx, { payloadId }).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'NOT_FOUND') return null;
      throw error;
    });
    if (answer !== null) counts[answer.outcome] += 1;
  }
  return { replayed: ids.length, ...counts };
}

async function rejectedIds(filter: ReplayFilter): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listPayloads({
      ...filter,
      outcome: 'rejected',
      oldestFirst: true,
      cursor,
      limit: 200,
    });
    ids.push(...page.items.map((item) => item.id));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && ids.length < MOST);
  return ids.slice(0, MOST);
}
