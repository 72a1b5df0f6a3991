import type { Context } from 'koa';
import type * as z from 'zod/mini';
import type { CommandContext } from '#domain/kernel/command-context';
import type { Role, Staff } from '#domain/staff/index';

export type Schema = z.core.$ZodType;
type Out<S> = S extends Schema ? z.output<S> : undefined;

/** Who may come in. A route without it does not compile, and does not start when forced past the compiler. */
export type Access =
  /** Anybody; `why` says what makes that right. */
  | { readonly kind: 'public'; readonly why: string }
  /** Callers on this machine or its private network: operators and scrapers. */
  | { readonly kind: 'private_network' }
  /** A lead channel: API key, timestamp and signature over the raw body. */
  | { readonly kind: 'channel' }
  /** A logged-in, active member of staff; `roles` narrows it, `scope` says what the handler checks further. */
  | {
      readonly kind: 'staff';
      readonly roles?: readonly Role[];
      readonly scope: 'self' | 'lead' | 'store' | 'group';
    };

/** The lead channel a signed request came by. */
export interface CallingChannel {
  readonly id: string;
  readonly channel: string;
}

export interface RouteRequest<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** Set on `staff` routes. */
  readonly staff: Staff | null;
  /** Set on `channel` routes. */
  readonly caller: CallingChannel | null;
  readonly ctx: CommandContext;
  /** For what only HTTP knows: headers, cookies, the client's address. */
  readonly http: Context;
}

export interface Reply {
  readonly status?: number;
  readonly body?: unknown;
  /** Content type when the body is not JSON. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** @koa/router pattern, `/leads/:id`. */
  readonly path: string;
  /** One English line for the API page. */
  readonly summary: string;
  readonly tag: string;
  readonly access: Access;
  readonly params?: Schema;
  readonly query?: Schema;
  readonly body?: Schema;
  /** What the API page shows as body where the real check lies deeper than `body`. */
  readonly documentedBody?: { readonly schema: Schema; readonly samples: Readonly<Record<string, unknown>> };
  /** How the body comes; JSON unless said. */
  readonly bodyType?: 'json' | 'form';
  /** Largest body in bytes. */
  readonly bodyLimit?: number;
  /** Answer schema by status; left out for pages and files. */
  readonly responses?: Readonly<Record<number, Schema>>;
  /** Not part of the published API: pages, redirects. */
  readonly hidden?: boolean;
  handle(request: RouteRequest<unknown, unknown, unknown>): Promise<Reply>;
}

interface TypedRoute<P, Q, B> extends Omit<Route, 'handle' | 'params' | 'query' | 'body'> {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  handle(request: RouteRequest<Out<P>, Out<Q>, Out<B>>): Promise<Reply>;
}

/** Declares a route: Koa route, API document and access policy from one place. */
export function route<
  P extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
  B extends Schema | undefined = undefined,
>(definition: TypedRoute<P, Q, B>): Route {
  const { path, access } = definition as Partial<Route>;
  if (path === undefined || !path.startsWith('/')) throw new Error(`route ${path}: path must start with /`);
  if (access === undefined) throw new Error(`route ${path}: declare who may use it (access)`);
  return definition as unknown as Route;
}
