import type { PlatformOutcome, RefusalReason } from '#bot/platform';
import { ERRCODES, type ErrcodeRule } from './wire/errcodes.ts';

const TRANSIENT_MS = 2_000;
const THROTTLED_MS = 60_000;

const REASONS: Record<ErrcodeRule['class'], RefusalReason> = {
  transient: 'bad_request',
  throttled: 'bad_request',
  credential: 'misconfigured',
  credential_fatal: 'misconfigured',
  config: 'misconfigured',
  addressing: 'recipient_unreachable',
  payload: 'bad_request',
  expired: 'expired',
  done: 'already_done',
};

/** What a code other than 0 means for the caller, by its rule. A token that must be refreshed comes as retry. */
export function outcomeOfErrcode(errcode: number, rule: ErrcodeRule): PlatformOutcome<never> {
  const code = String(errcode);
  switch (rule.policy) {
    case 'retry':
    case 'refresh':
      return { type: 'retry', retryAfterMs: TRANSIENT_MS, code };
    case 'wait':
      return { type: 'retry', retryAfterMs: THROTTLED_MS, code };
    default:
      return { type: 'refused', reason: reasonOf(errcode, rule), code, hint: rule.hint };
  }
}

function reasonOf(errcode: number, rule: ErrcodeRule): RefusalReason {
  if (errcode === 60140) return 'update_code_spent';
  return REASONS[rule.class];
}

/** A failure below the platform's own codes. `sent`: the request may have reached it. */
export interface TransportFailure {
  readonly code: string;
  readonly sent: boolean;
}

/** Before a connection exists nothing was sent; everything else is anybody's guess. */
const NOT_SENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
]);

/** Reads only the code of an axios error: its message, URL and config hold the token. */
export function failureOfError(error: unknown): TransportFailure {
  const code =
    typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
      ? error.code
      : '';
  if (NOT_SENT.has(code)) return { code: 'unreachable', sent: false };
  if (code === 'ECONNABORTED' || code === 'ETIMEDOUT') return { code: 'timeout', sent: true };
  if (code.startsWith('CERT_') || code.startsWith('ERR_TLS') || code.startsWith('DEPTH_ZERO')) {
    return { code: 'tls', sent: false };
  }
  return { code: 'cut', sent: true };
}

/** A metric label: known codes by number, anything else as one. */
export function codeLabel(errcode: number): string {
  return errcode === 0 || ERRCODES.has(errcode) ? String(errcode) : 'unlisted';
}
