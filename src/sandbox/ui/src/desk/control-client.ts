/** The sandbox refused or could not be reached; `message` is fit to be shown. */
export class ControlError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = 'ControlError';
    this.status = status;
  }
}

/** GET or, with a body, POST on `/_sandbox/…`. Throws ControlError with the server's own words. */
export async function control<T>(path: string, body?: unknown): Promise<T> {
  const init: RequestInit =
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetch(`/_sandbox/${path}`, init).catch((error: unknown) => {
    throw new ControlError(0, error instanceof Error ? error.message : String(error));
  });
  const text = await answer.text();
  const parsed = parse(text);
  if (!answer.ok) throw new ControlError(answer.status, reasonIn(parsed) ?? `HTTP ${answer.status}`);
  return parsed as T;
}

function parse(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** Finds the sentence in `{error: '…'}`, `{error: {message, fix}}` or `{message}`. */
function reasonIn(parsed: unknown): string | null {
  if (typeof parsed !== 'object' || parsed === null) return null;
  const { error, message, fix } = parsed as { error?: unknown; message?: unknown; fix?: unknown };
  if (typeof error === 'object' && error !== null) return reasonIn(error);
  const words = [message ?? error, fix].filter((word): word is string => typeof word === 'string');
  return words.length === 0 ? null : words.join(' ');
}
