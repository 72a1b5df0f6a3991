/** What a recurring job is, apart from its work: one line of the schedule. */
export interface JobDefinition {
  /** `noun.verb-phrase`, stable for ever: the schedule is stored under it. */
  readonly name: string;
  /** An interval (`15 minutes`) or a cron expression in Shanghai time (`30 3 * * *`). */
  readonly every: string;
  /** One line for operators. */
  readonly means: string;
}

/** A definition with its work. The work is injected: jobs run commands and know neither chat nor HTTP. */
export interface Job extends JobDefinition {
  /** Must be safe to repeat: it may be cut short by a crash and run again by another process. */
  readonly work: () => Promise<unknown>;
}

const NAME = /^[a-z]+\.[a-z-]+$/;
const INTERVAL = /^\d+ (seconds?|minutes?|hours?)$/;
const CRON = /^\S+ \S+ \S+ \S+ \S+$/;

/** Joins a definition with its work; throws on a name or a rhythm that the scheduler would misread. */
export function defineJob(definition: JobDefinition, work: () => Promise<unknown>): Job {
  if (!NAME.test(definition.name)) throw new Error(`job ${definition.name}: use noun.verb-phrase`);
  if (!INTERVAL.test(definition.every) && !CRON.test(definition.every)) {
    throw new Error(`job ${definition.name}: “${definition.every}” is neither an interval nor a cron line`);
  }
  return { ...definition, work };
}
