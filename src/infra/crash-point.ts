/**
 * Named places where a crash test may end, stall or fail the process (`CRASH_AT=inbox.after-insert:kill`).
 * Compiled in everywhere, inert unless armed by `armCrashPoint`; only main.ts reads the environment.
 */
export type CrashMode = 'kill' | 'throw' | 'hang';

let armed: { name: string; mode: CrashMode; after: number } | null = null;

/** Arms one point. `after` = how many passes are let through first. */
export function armCrashPoint(specification: string): void {
  const [name = '', mode = 'kill', after = '0'] = specification.split(':');
  armed = { name, mode: mode as CrashMode, after: Number(after) };
}

export async function crashPoint(name: string): Promise<void> {
  if (armed === null || armed.name !== name || armed.after-- > 0) return;
  const { mode } = armed;
  armed = null;
  if (mode === 'kill') process.kill(process.pid, 'SIGKILL');
  if (mode === 'throw') throw new Error(`crash point ${name}`);
  await new Promise((resolve) => setTimeout(resolve, 40_000));
}
