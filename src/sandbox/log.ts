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
  /** How often in a row, when calls alike were folded into this line. */
  readonly count?: number;
}

export type LogDetail = Pick<LogLine, 'api' | 'errcode' | 'userid' | 'status' | 'ms'>;

export interface SandboxLog {
  add(kind: LogLine['kind'], text: string, textEn: string, detail?: LogDetail): void;
  /** A call of the product; one like the last line only raises that line's count, under its id. */
  call(detail: { readonly api: string; readonly errcode: number; readonly ms: number }): void;
  /** Lines after `afterId`, oldest first. */
  lines(afterId?: number): readonly LogLine[];
  clear(): void;
}

const KEPT = 1_000;

/** Never given a secret, a token or a phone number: names, codes and durations only. */
export function createLog(clock: SandboxClock, onLine: (line: LogLine) => void): SandboxLog {
  let kept: LogLine[] = [];
  let next = 1;
  const push = (line: LogLine) => {
    kept.push(line);
    if (kept.length > KEPT * 1.2) kept = kept.slice(-KEPT);
    onLine(line);
  };
  const time = () => clock.now().toISOString();
  return {
    add: (kind, text, textEn, detail = {}) =>
      push({ id: next++, time: time(), kind, text, textEn, ...detail }),
    call: ({ api, errcode, ms }) => {
      const last = kept.at(-1);
      if (last?.kind !== 'api' || last.api !== api || last.errcode !== errcode) {
        push({ id: next++, time: time(), kind: 'api', ...callWords(api, errcode, 1, ms), api, errcode, ms });
        return;
      }
      const count = (last.count ?? 1) + 1;
      const total = (last.ms ?? 0) + ms;
      const folded = { ...last, ...callWords(api, errcode, count, total), time: time(), count, ms: total };
      kept[kept.length - 1] = folded;
      onLine(folded);
    },
    lines: (afterId = 0) => kept.filter((line) => line.id > afterId),
    clear: () => {
      kept = [];
    },
  };
}

/** `ms` is the sum over all of them. */
function callWords(
  api: string,
  errcode: number,
  count: number,
  ms: number,
): Pick<LogLine, 'text' | 'textEn'> {
  const [zh, en] = errcode === 0 ? ['成功', 'ok'] : [`被拒绝，错误码 ${errcode}`, `refused with ${errcode}`];
  if (count === 1) {
    return {
      text: `产品调用 ${api}：${zh}，${ms} 毫秒`,
      textEn: `The product called ${api}: ${en}, ${ms} ms`,
    };
  }
  return {
    text: `产品调用 ${api} ${count} 次：${zh}，共 ${ms} 毫秒`,
    textEn: `The product called ${api} ${count} times: ${en}, ${ms} ms in all`,
  };
}
