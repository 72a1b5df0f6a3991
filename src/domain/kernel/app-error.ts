/**
 * The three kinds of failure, and the catalogue every thrown code comes from.
 * - `user`: the person can fix it; the message says how. Not reported.
 * - `operational`: the world failed (platform, database); worth a retry.
 * - `unexpected`: a bug; reported, never shown in detail.
 */
export type ErrorKind = 'user' | 'operational' | 'unexpected';

export interface ErrorDefinition<C extends string = string> {
  readonly code: C;
  readonly kind: ErrorKind;
  /** HTTP status when it reaches an API client. */
  readonly status: number;
  /** Chinese sentence for people; `{name}` is filled from `details`. */
  readonly message: string;
}

/** An expected failure with a stable code. `details` must hold no personal data: it may be logged. */
export class AppError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly status: number;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(definition: ErrorDefinition, details: Record<string, unknown> = {}, cause?: unknown) {
    super(fill(definition.message, details), cause === undefined ? undefined : { cause });
    this.name = 'AppError';
    this.code = definition.code;
    this.kind = definition.kind;
    this.status = definition.status;
    this.details = details;
  }
}

export function isAppError(error: unknown): error is AppError {
  return error instanceof AppError;
}

function fill(message: string, details: Record<string, unknown>): string {
  return message.replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in details ? String(details[name]) : whole,
  );
}
