/** What may be written about an error: an allow-list, because an AxiosError carries tokens, URLs and bodies. */
export interface ErrorDescription {
  readonly name: string;
  readonly code?: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: ErrorDescription;
}

/**
 * Reduces any thrown value to name, code, scrubbed message and stack frames.
 * Messages can quote input (a CastError quotes the value), so digits runs and URLs' queries are scrubbed.
 */
export function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) return { name: 'NonError', message: scrub(String(error)).slice(0, 200) };
  const raw = 'code' in error ? error.code : undefined;
  const code = typeof raw === 'string' || typeof raw === 'number' ? String(raw) : undefined;
  const frames = error.stack
    ?.split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 8)
    .join('\n');
  return {
    name: error.name,
    message: scrub(error.message).slice(0, 300),
    ...(code === undefined ? {} : { code }),
    ...(frames ? { stack: frames } : {}),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

/** Removes what must never reach a log: long digit runs (phones, ids), quoted values, URL queries, credentials. */
export function scrub(text: string): string {
  return text
    .replace(/(\w+:\/\/)[^\s/@]*@/g, '$1***@')
    .replace(/\?[^\s"')]*/g, '?…')
    .replace(/"[^"]*"/g, '"…"')
    .replace(/\+?\d{7,}/g, '…');
}
