import { AppError, type ErrorDefinition, type ErrorKind } from './app-error.ts';

const define = <C extends string>(
  code: C,
  kind: ErrorKind,
  status: number,
  message: string,
): ErrorDefinition<C> => ({ code, kind, status, message });

/**
 * Every code this service answers with. `docs/errors.md` is held to this table by a test:
 * a code missing there, or documented but gone, fails the build.
 */
export const ERRORS = {
  INVALID_INPUT: define('INVALID_INPUT', 'user', 400, '“{field}”填写有误：{fix}'),
  UNAUTHENTICATED: define('UNAUTHENTICATED', 'user', 401, '请先登录：{fix}'),
  SIGNATURE_INVALID: define('SIGNATURE_INVALID', 'user', 401, '签名无效：{fix}'),
  FORBIDDEN: define('FORBIDDEN', 'user', 403, '您没有权限执行此操作'),
  NOT_FOUND: define('NOT_FOUND', 'user', 404, '没有找到{what}'),
  METHOD_NOT_ALLOWED: define('METHOD_NOT_ALLOWED', 'user', 405, '不支持的请求方法'),
  IDEMPOTENCY_IN_FLIGHT: define('IDEMPOTENCY_IN_FLIGHT', 'user', 409, '同一请求正在处理，请稍后再试'),
  STALE_REVISION: define('STALE_REVISION', 'user', 409, '内容已被更新，请以最新状态为准'),
  ILLEGAL_TRANSITION: define('ILLEGAL_TRANSITION', 'user', 409, '当前状态“{from}”不能变为“{to}”'),
  LEAD_NOT_YOURS: define('LEAD_NOT_YOURS', 'user', 403, '这条线索现在由{owner}负责'),
  LEAD_CLOSED: define('LEAD_CLOSED', 'user', 409, '这条线索已{status}，无需再处理'),
  LOST_REASON_REQUIRED: define('LOST_REASON_REQUIRED', 'user', 400, '请先选择战败原因，再点“战败”'),
  ASSIGNEE_UNAVAILABLE: define('ASSIGNEE_UNAVAILABLE', 'user', 409, '{name}现在不能接收线索：{reason}'),
  PAYLOAD_TOO_LARGE: define('PAYLOAD_TOO_LARGE', 'user', 413, '请求内容过大，最多{limit}'),
  IDEMPOTENCY_MISMATCH: define(
    'IDEMPOTENCY_MISMATCH',
    'user',
    422,
    '相同的 Idempotency-Key 不能用于不同内容',
  ),
  LEAD_REJECTED: define('LEAD_REJECTED', 'user', 422, '线索未被接收：{reason}'),
  RATE_LIMITED: define('RATE_LIMITED', 'user', 429, '操作太频繁，请{seconds}秒后再试'),
  OVERLOADED: define('OVERLOADED', 'operational', 503, '系统繁忙，请稍后重试'),
  DATABASE_UNAVAILABLE: define('DATABASE_UNAVAILABLE', 'operational', 503, '数据库暂时不可用，请稍后重试'),
  INTERNAL: define('INTERNAL', 'unexpected', 500, '系统出错了，我们已记录（编号 {requestId}）'),
} as const satisfies Record<string, ErrorDefinition>;

export type ErrorCode = keyof typeof ERRORS;

/** Builds the error of a catalogue entry: `throw appError('NOT_FOUND', { what: '线索' })`. */
export function appError(code: ErrorCode, details: Record<string, unknown> = {}, cause?: unknown): AppError {
  return new AppError(ERRORS[code], details, cause);
}
