import type { SandboxCore } from '../core.ts';
import type { RegisteredApp } from '../credentials.ts';
import type { Fault } from '../faults.ts';

/** One call of a platform API as its handler sees it. */
export interface ApiCall {
  readonly core: SandboxCore;
  /** Query parameters; a repeated one counts as absent, as on the platform. */
  readonly query: Readonly<Record<string, string>>;
  /** The JSON body; empty when there was none or it was not an object. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly rawBody: Buffer;
  readonly contentType: string;
  /** Whose token was presented. */
  readonly app: RegisteredApp;
  readonly ip: string;
  /** The fault that hits this call; only `drop` and `duplicate` of message/send are for the handler. */
  readonly fault: Fault | null;
}

export interface ApiRoute {
  /** As the platform spells it, from the root. */
  readonly path: string;
  readonly methods: readonly ('GET' | 'POST')[];
  /** False only for gettoken. */
  readonly token: boolean;
  /** Returns the fields of the answer beside errcode and errmsg, or throws ApiError. */
  readonly run: (call: ApiCall) => Record<string, unknown>;
}

/** A refusal as the platform makes it: HTTP 200 with a code. */
export class ApiError extends Error {
  readonly errcode: number;
  /** Fields of the answer beside the code (e.g. invaliduser with 81013). */
  readonly extra: Record<string, unknown>;
  constructor(errcode: number, detail = '', extra: Record<string, unknown> = {}) {
    super(detail);
    this.name = 'ApiError';
    this.errcode = errcode;
    this.extra = extra;
  }
}

export function refuse(errcode: number, detail?: string): never {
  throw new ApiError(errcode, detail);
}

/** A non-empty string field, else the given code. */
export function text(value: unknown, errcode: number, detail?: string): string {
  if (typeof value !== 'string' || value === '') refuse(errcode, detail);
  return value;
}

export function bytes(value: string): number {
  return Buffer.byteLength(value, 'utf8');
}

export function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What a table holds under a key that came from outside; never what every object inherits. */
export function entryOf<T>(table: Readonly<Record<string, T>>, key: unknown): T | undefined {
  return typeof key === 'string' && Object.hasOwn(table, key) ? table[key] : undefined;
}
