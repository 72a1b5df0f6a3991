/** Why something was not done, as far as the page has words for it. */
export type FailureCode =
  | 'unreachable'
  | 'timeout'
  | 'connection'
  | 'dropped'
  | 'held'
  | 'refused'
  | 'left'
  | 'other';

/** The sandbox or, for presses and texts, the product did not take it; `message` is the server's own words. */
export class ControlError extends Error {
  readonly code: FailureCode;
  constructor(code: FailureCode, message: string) {
    super(message);
    this.name = 'ControlError';
    this.code = code;
  }
}

/** GET or, with a body, POST on `/_sandbox/…`. Throws ControlError with the server's own words. */
export async function control<T>(path: string, body?: unknown): Promise<T> {
  const init: RequestInit =
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetch(`/_sandbox/${path}`, init).catch((error: unknown) => {
    throw new ControlError('unreachable', error instanceof Error ? error.message : String(error));
  });
  const text = await answer.text();
  const parsed = parse(text);
  if (!answer.ok) throw new ControlError(codeIn(parsed), reasonIn(parsed) ?? `HTTP ${answer.status}`);
  return parsed as T;
}

function parse(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** The one refusal of a control the page has its own words for. */
function codeIn(parsed: unknown): FailureCode {
  const error = (parsed as { error?: { code?: unknown } } | null)?.error;
  return error?.code === 'MEMBER_LEFT' ? 'left' : 'other';
}

/** Finds the sentence in `{error: '…'}`, `{error: {message, fix}}` or `{message}`. */
function reasonIn(parsed: unknown): string | null {
  if (typeof parsed !== 'object' || parsed === null) return null;
  const { error, message, fix } = parsed as { error?: unknown; message?: unknown; fix?: unknown };
  if (typeof error === 'object' && error !== null) return reasonIn(error);
  const words = [message ?? error, fix].filter((word): word is string => typeof word === 'string');
  return words.length === 0 ? null : [...new Set(words)].join(' ');
}

const LOST = ['timeout', 'connection', 'dropped', 'held'] as const;

/** Throws when a callback did not reach the product or was not taken with 200. */
export function mustArrive(result: unknown): void {
  const { delivered, error, status } = (result ?? {}) as {
    delivered?: unknown;
    error?: unknown;
    status?: unknown;
  };
  if (delivered !== false) return;
  const lost = LOST.find((code) => code === error);
  throw new ControlError(lost ?? 'refused', String(error ?? status));
}
