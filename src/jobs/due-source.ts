/** Rows that fall due, as the poller sees them: it knows when to look, not what they are. */
export interface DueSource<Lane extends string, Batch> {
  readonly lanes: readonly Lane[];
  /** Claims due rows of a lane. Null when none is due; an empty batch when others were faster. */
  claim(lane: Lane, now: Date, skip: number): Promise<Batch | null>;
  size(batch: Batch): number;
  /** Prolongs the claim of a batch that takes long. */
  keep(batch: Batch): Promise<void>;
  /** Does the work and marks it done. */
  run(batch: Batch): Promise<void>;
  /** The nearest due time per lane, and whether rows of silent workers wait to be revived. One command. */
  peek(): Promise<{ nearest: Partial<Record<Lane, Date>>; silent: boolean }>;
  revive(): Promise<unknown>;
}
