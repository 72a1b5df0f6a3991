import type { SandboxClock } from './clock.ts';

/** One thing that happened, in a sentence a newcomer understands, in Chinese and English. */
export interface LogLine {
  readonly id: number;
  /** Platform time, ISO 8601. */
  readonly time: string;
  readonly kind: 'api' | 'callback' | 'chat' | 'clock' | 'fault' | 'contact' | 'system';
  readonly text: string;
  readonly textEn: string;
  readonly api?: string;
  readonly errcode?: number;
  readonly userid?: string;
  /** Answer status of a callback; null when there was none. */
  readonly status?: number | null;
  readonly ms?: number;
}

export type LogDetail = Pick<LogLine, 'api' | 'errcode' | 'userid' | 'status' | 'ms'>;

export interface SandboxLog {
  add(kind: LogLine['kind'], text: string, textEn: string, detail?: LogDetail): void;
  /** Lines after `afterId`, oldest first. */
  lines(afterId?: number): readonly LogLine[];
  clear(): void;
}

const KEPT = 1_000;

/** Never given a secret, a token or a phone number: names, codes and durations only. */
export function createLog(clock: SandboxClock, onLine: (line: LogLine) => void): SandboxLog {
  let kept: LogLine[] = [];
  let next = 1;
  return {
    add: (kind, text, textEn, detail = {}) => {
      const line: LogLine = { id: next++, time: clock.now().toISOString(), kind, text, textEn, ...detail };
      kept.push(line);
      if (kept.length > KEPT * 1.2) kept = kept.slice(-KEPT);
      onLine(line);
    },
    lines: (afterId = 0) => kept.filter((line) => line.id > afterId),
    clear: () => {
      kept = [];
    },
  };
}
