import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { afterAll, beforeAll } from 'vitest';
import type { CallbackVerdict, ChatPlatform } from '#bot/platform';
import { createManualClock, type ManualClock } from '#domain/kernel/clock';
import { systemContext } from '#domain/kernel/command-context';
import { newId } from '#domain/kernel/ids';
import { assignLeads, createLeads, getLead, type Lead, type LeadDraft } from '#domain/leads/index';
import { getStaff, upsertOrganisation } from '#domain/staff/index';
import { StaffModel } from '#domain/staff/staff.model';
import type { ReadinessCheck } from '#http/core/http-deps';
import { createHttpServer } from '#http/server';
import { createLogger } from '#infra/logger';

export const START = new Date('2026-11-23T02:00:00Z');
export const ROSTER = JSON.parse(readFileSync(new URL('../../../demo/roster.json', import.meta.url), 'utf8'));
const SECRET = 'session-secret-of-the-tests-000000000000';

/** What a login code stands for at the fake platform. */
export type CodeAnswer = { userId: string } | 'refused' | 'down';

export interface TestServer {
  readonly url: string;
  readonly clock: ManualClock;
  readonly logs: string[];
  readonly codes: Map<string, CodeAnswer>;
  readonly readiness: ReadinessCheck[];
  verdict: CallbackVerdict;
  kept: string[];
}

/** A whole HTTP side on a free port, over the test file's database, with the demo organisation in it. */
export function useServer(options: { publicUrl?: string; webRoot?: string } = {}): TestServer {
  const state = {
    url: '',
    clock: createManualClock(START),
    logs: [] as string[],
    codes: new Map<string, CodeAnswer>(),
    readiness: [] as ReadinessCheck[],
    verdict: { type: 'rejected', status: 403, reason: 'test' } as CallbackVerdict,
    kept: [] as string[],
  };
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      state.logs.push(String(chunk));
      done();
    },
  });
  let close: () => Promise<void>;
  beforeAll(async () => {
    await upsertOrganisation(systemContext(state.clock, 'test'), ROSTER, { platform: 'wecom' });
    const server = createHttpServer({
      config: {
        publicUrl: options.publicUrl ?? 'http://crm.example',
        sessionSecret: SECRET,
        trustProxy: false,
      },
      logger: createLogger('trace', sink),
      clock: state.clock,
      platforms: [fakePlatform(state)],
      acceptInbound: async (_platform, message) => {
        state.kept.push(message.deliveryId);
        return 'accepted';
      },
      readiness: state.readiness,
      ...(options.webRoot === undefined ? {} : { webRoot: options.webRoot }),
      checkResponses: true,
    });
    state.url = `http://127.0.0.1:${await server.listen(0, '127.0.0.1')}`;
    close = () => server.close(1_000);
  });
  afterAll(() => close());
  return state;
}

function fakePlatform(state: { codes: Map<string, CodeAnswer>; verdict: CallbackVerdict }): ChatPlatform {
  return {
    name: 'wecom',
    receive: () => state.verdict,
    isClient: (agent: string) => agent.includes('wxwork'),
    loginUrl: (to: { redirectUri: string; state: string; inApp: boolean }) =>
      `https://login.example/?${new URLSearchParams({ redirect_uri: to.redirectUri, state: to.state, inapp: String(to.inApp) })}`,
    identify: async (code: string) => {
      const answer = state.codes.get(code);
      state.codes.delete(code);
      if (answer === 'down') return { type: 'retry', retryAfterMs: 1_000, code: 'timeout' };
      if (answer === undefined || answer === 'refused') {
        return { type: 'refused', reason: 'bad_request', code: '40029', hint: 'code is spent' };
      }
      return { type: 'ok', value: answer };
    },
  } as unknown as ChatPlatform;
}

/** A browser of its own: keeps cookies, follows nothing, says where it stands. */
export interface Browser {
  cookies: Map<string, string>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  send(method: string, path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
}

export function browser(server: TestServer): Browser {
  const cookies = new Map<string, string>();
  const send = async (path: string, init: RequestInit & { headers: Record<string, string> }) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(server.url + path, {
      ...init,
      redirect: 'manual',
      headers: { ...(cookie === '' ? {} : { cookie }), ...init.headers },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = '', ...rest] = line.split(';');
      const at = pair.indexOf('=');
      if (rest.some((part) => part.trim() === 'Max-Age=0')) cookies.delete(pair.slice(0, at));
      else cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return answer;
  };
  const change: Browser['send'] = (method, path, body, headers = {}) =>
    send(path, {
      method,
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...headers },
    });
  return {
    cookies,
    get: (path, headers = {}) => send(path, { method: 'GET', headers }),
    post: (path, body = {}, headers = {}) => change('POST', path, body, headers),
    send: change,
  };
}

/** Walks a browser through the login as a member; returns the last answer. */
export async function logIn(
  server: TestServer,
  who: Browser,
  userId: string,
  next = '/app/',
): Promise<Response> {
  const start = await who.get(`/auth/wecom/start?next=${encodeURIComponent(next)}`);
  const state = new URL(start.headers.get('location')!).searchParams.get('state')!;
  const code = `code-${newId()}`;
  server.codes.set(code, { userId });
  return await who.get(`/auth/wecom/callback?code=${code}&state=${state}`);
}

/** A logged-in browser. */
export async function as(server: TestServer, userId: string): Promise<Browser> {
  const who = browser(server);
  const answer = await logIn(server, who, userId);
  if (answer.status !== 302) throw new Error(`login of ${userId}: ${answer.status}`);
  return who;
}

/** A logged-in browser of somebody who was made an administrator. */
export async function asAdmin(server: TestServer, userId = 'liufang'): Promise<Browser> {
  await StaffModel.updateOne({ _id: `staff-${userId}` }, { $set: { role: 'admin' } });
  return await as(server, userId);
}

let serial = 0;
/** A valid Chinese mobile number nobody else in this file has. */
export function nextPhone(): string {
  serial += 1;
  return `+86138${String(10_000_000 + serial)}`;
}

/** An assigned lead of a member of the demo organisation. */
export async function assignedLead(
  server: TestServer,
  userId: string,
  draft: Partial<LeadDraft> = {},
): Promise<Lead> {
  const ctx = systemContext(server.clock, 'test');
  const owner = await getStaff(`staff-${userId}`);
  const [made] = await createLeads(ctx, [
    { businessLine: 'new_car', channel: 'site_form', phone: nextPhone(), name: '赵先生', ...draft },
  ]);
  const { rev } = await getLead(made!.leadId);
  const decision = {
    leadId: made!.leadId,
    expectedRev: rev,
    ownerId: owner.id,
    teamId: owner.teamIds[0] ?? null,
    storeId: owner.storeId,
    assignmentId: newId(),
    mode: 'rule' as const,
  };
  await assignLeads(ctx, [decision]);
  return await getLead(made!.leadId);
}

/** Headers of a signed lead request. */
export function signed(
  server: TestServer,
  keys: { apiKey: string; hmacSecret: string },
  body: string,
  overrides: Record<string, string> = {},
): Record<string, string> {
  const timestamp = overrides['x-timestamp'] ?? String(Math.floor(server.clock.now().getTime() / 1000));
  const mac = createHmac('sha256', keys.hmacSecret).update(`${timestamp}.${body}`).digest('hex');
  return {
    'content-type': 'application/json',
    'x-api-key': keys.apiKey,
    'x-timestamp': timestamp,
    'x-signature': `v1=${mac}`,
    ...overrides,
  };
}
