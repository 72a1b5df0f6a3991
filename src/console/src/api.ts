import type { MapFieldRequest, RuleKind, RuleSetView, Unmapped } from '../../contract/admin-api.ts';
import type { ErrorResponse } from '../../contract/errors.ts';
import type { PayloadPage, ReplayResult, ReplayResults } from '../../contract/leads-api.ts';
import type {
  Candidates,
  FollowUpRequest,
  LeadDetail,
  LeadPage,
  Me,
  RevealResponse,
} from '../../contract/staff-api.ts';

/** A refusal by the service (`code` as in docs/errors.md) or a failure to reach it (`NETWORK`). */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly requestId: string | null;
  constructor(code: string, status: number, message: string, requestId: string | null) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.requestId = requestId;
  }
}

/** A phone on a weak network waits this long, then gets a button to try again. */
const TIMEOUT_MS = 15_000;

async function call<T>(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api/app/v1${path}`, {
      method,
      credentials: 'same-origin',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new ApiError('NETWORK', 0, '网络不通，请检查后重试', null);
  }
  if (response.ok) return (await response.json()) as T;
  const refusal = (await response.json().catch(() => null)) as ErrorResponse | null;
  const { code = 'UNKNOWN', message = '没有成功，请稍后重试', requestId = null } = refusal?.error ?? {};
  throw new ApiError(code, response.status, message, requestId);
}

const one = (id: string) => `/leads/${encodeURIComponent(id)}`;

export const api = {
  me: () => call<Me>('GET', '/me'),
  setBusy: (minutes: number | null) => call<Me>('POST', '/me/busy', { minutes }),
  leads: (scope: 'mine' | 'store', cursor: string | null) =>
    call<LeadPage>('GET', `/leads?scope=${scope}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`),
  lead: (id: string) => call<LeadDetail>('GET', one(id)),
  accept: (lead: LeadDetail) => call<LeadDetail>('POST', `${one(lead.id)}/accept`, { rev: lead.rev }),
  contact: (lead: LeadDetail) => call<LeadDetail>('POST', `${one(lead.id)}/contact`, { rev: lead.rev }),
  followUp: (id: string, body: FollowUpRequest) => call<LeadDetail>('POST', `${one(id)}/follow-ups`, body),
  transfer: (lead: LeadDetail, toStaffId: string, reason: string) =>
    call<LeadDetail>('POST', `${one(lead.id)}/transfer`, { rev: lead.rev, toStaffId, reason }),
  lose: (lead: LeadDetail, reason: string, note: string) =>
    call<LeadDetail>('POST', `${one(lead.id)}/lose`, { rev: lead.rev, reason, note }),
  reveal: (id: string) => call<RevealResponse>('POST', `${one(id)}/reveal`, {}),
  rejectedPayloads: (cursor: string | null) =>
    call<PayloadPage>(
      'GET',
      `/payloads?outcome=rejected${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
    ),
  replayPayload: (id: string) => call<ReplayResult>('POST', `/payloads/${encodeURIComponent(id)}/replay`, {}),
  replayPayloads: () => call<ReplayResults>('POST', '/payloads/replay', {}),
  unmapped: () => call<Unmapped>('GET', '/unmapped'),
  mapModel: (body: { text: string; seriesId: string }) => call<Unmapped>('POST', '/unmapped/models', body),
  mapField: (body: MapFieldRequest) => call<Unmapped>('POST', '/unmapped/fields', body),
  rules: (kind: RuleKind) => call<RuleSetView>('GET', `/rules/${kind}`),
  publishRules: (kind: RuleKind, expectedVersion: number, rules: unknown) =>
    call<RuleSetView>('PUT', `/rules/${kind}`, { expectedVersion, rules }),
  candidates: (id: string) => call<Candidates>('GET', `${one(id)}/candidates`),
};

/** Login again and come back to the page that is open. */
export function logIn(): void {
  const here = location.pathname + location.search;
  location.assign(`/auth/start?next=${encodeURIComponent(here)}`);
}
