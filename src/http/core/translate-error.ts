import { type AppError, isAppError } from '#domain/kernel/app-error';
import { appError } from '#domain/kernel/errors';

/** The body of every refusal. Nothing of the cause, no stack, no path leaves the process. */
export interface ErrorBody {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly field?: string;
    /** Tells which kept payload can be replayed after a fix. */
    readonly payloadId?: string;
    /** A machine-readable reason beside the sentence. */
    readonly reason?: string;
    readonly requestId: string;
  };
}

/** Driver errors that mean "cannot reach it now". A `MongoServerError` is an answer, so it is not among them. */
const LOST_DATABASE =
  /^Mongo(ose)?(ServerSelection|ServerClosed|Network|NetworkTimeout|WaitQueueTimeout|NotConnected|TopologyClosed|Pool\w+)Error$/;

/** Turns whatever was thrown into an entry of the error catalogue. The original stays as `cause`, for the log. */
export function toAppError(error: unknown, requestId: string): AppError {
  if (isAppError(error)) return error;
  const status = statusOf(error);
  if (status === 413) return appError('PAYLOAD_TOO_LARGE', { limit: '允许的大小' }, error);
  if (status === 415)
    return appError('INVALID_INPUT', { field: 'content-type', fix: '请使用接口文档中的内容类型' }, error);
  if (status === 404) return appError('NOT_FOUND', { what: '该地址' }, error);
  if (status === 405 || status === 501) return appError('METHOD_NOT_ALLOWED', {}, error);
  if (status !== null && status < 500) {
    return appError('INVALID_INPUT', { field: 'request', fix: '请求格式不正确' }, error);
  }
  if (error instanceof Error && LOST_DATABASE.test(error.name))
    return appError('DATABASE_UNAVAILABLE', {}, error);
  return appError('INTERNAL', { requestId }, error);
}

/** What the caller may see of it. */
export function presentError(error: AppError, requestId: string): ErrorBody {
  const { field, payloadId, reason } = error.details;
  return {
    error: {
      code: error.code,
      message: error.message,
      ...(typeof field === 'string' ? { field } : {}),
      ...(typeof payloadId === 'string' ? { payloadId } : {}),
      ...(typeof reason === 'string' ? { reason } : {}),
      requestId,
    },
  };
}

/** The 4xx a library wants (`http-errors`: body parser, static files); a library's 5xx counts as a bug. */
function statusOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return null;
  return error.status >= 400 ? error.status : null;
}
