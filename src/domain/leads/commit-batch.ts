import { inTransaction, isDuplicateKey, type Tx } from '#infra/mongo';

const RERUNS = 2;

/**
 * Runs a batch in one transaction. A duplicate key means that another process was first with one of the
 * items: the batch runs again on a fresh snapshot, where `work` sees that row. If that keeps failing, the
 * batch is halved until only the contested items are alone.
 */
export async function commitBatch<I, R>(
  items: readonly I[],
  work: (items: readonly I[], tx: Tx) => Promise<readonly R[]>,
): Promise<R[]> {
  let last: unknown;
  for (let run = 0; run <= RERUNS; run += 1) {
    try {
      return [...(await inTransaction((tx) => work(items, tx)))];
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      last = error;
    }
  }
  if (items.length === 1) throw last;
  const middle = Math.ceil(items.length / 2);
  const first = await commitBatch(items.slice(0, middle), work);
  return [...first, ...(await commitBatch(items.slice(middle), work))];
}
