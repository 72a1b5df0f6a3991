import { z } from 'zod';

/** `callback` = what the sandbox sends to the product; `*` = every API; otherwise a path below `/cgi-bin/`. */
export const FaultRequest = z
  .object({
    api: z.string().min(1).default('*'),
    /** Answer this code and do nothing. */
    errcode: z.number().int().optional(),
    errmsg: z.string().optional(),
    /** HTTP status of the answer (default 200: the platform reports errors in the body). */
    status: z.number().int().min(100).max(599).optional(),
    /** Answer this late; the work is done at once. */
    delayMs: z.number().int().min(0).max(120_000).optional(),
    /** message/send: answer ok, show nothing. callback: never sent. Other APIs: connection cut, nothing done. */
    drop: z.boolean().optional(),
    /** Cut the connection before or after doing what was asked. */
    cut: z.enum(['before', 'after']).optional(),
    /** callback: sent twice. message/send: shown twice. */
    duplicate: z.boolean().optional(),
    /** callback: held back until the next one has been sent. */
    reorder: z.boolean().optional(),
    /** What comes instead of the JSON. */
    body: z.enum(['html', 'half_json', 'empty']).optional(),
    /** Nobody answers: connections are cut until cleared (or `count` calls). */
    outage: z.boolean().optional(),
    /** A lower limit than the documented 10,000 calls a minute. */
    ratePerMinute: z.number().int().min(0).optional(),
    /** 企业可信IP: calls with a token from any other address answer 60020. */
    allowIps: z.array(z.string().min(1)).max(120).optional(),
    /** How many calls it hits; default 1, for outage, ratePerMinute and allowIps until cleared. */
    count: z.number().int().min(1).nullable().optional(),
  })
  .refine(
    (fault) =>
      fault.errcode !== undefined ||
      fault.status !== undefined ||
      fault.delayMs !== undefined ||
      fault.drop === true ||
      fault.cut !== undefined ||
      fault.duplicate === true ||
      fault.reorder === true ||
      fault.body !== undefined ||
      fault.outage === true ||
      fault.ratePerMinute !== undefined ||
      fault.allowIps !== undefined,
    {
      path: ['errcode'],
      error:
        'say what shall go wrong: errcode, delayMs, drop, cut, duplicate, reorder, body, status, outage, ratePerMinute or allowIps',
    },
  );

export type FaultRequest = z.output<typeof FaultRequest>;

export interface Fault extends FaultRequest {
  readonly id: number;
  /** Calls it will still hit; null = until cleared. */
  left: number | null;
}

export interface Faults {
  add(request: FaultRequest): Fault;
  list(): readonly Fault[];
  /** Without an id everything is cleared; false when there is no such fault. */
  clear(id?: number): boolean;
  /** The fault that hits this call, if any; counts it. */
  take(api: string): Fault | null;
  /** A lowered limit for this API, if one is set. */
  rateLimit(api: string): number | null;
  /** False when a list of trusted addresses is set for this API and this one is not on it. */
  allowsIp(api: string, ip: string): boolean;
}

export function createFaults(onChange: () => void): Faults {
  let faults: Fault[] = [];
  let next = 1;
  const hits = (fault: Fault, api: string) =>
    fault.api === api || (fault.api === '*' && api !== 'callback' && api !== '');
  return {
    add: (request) => {
      const lasting = request.outage === true || isStanding(request);
      const left = request.count === undefined ? (lasting ? null : 1) : request.count;
      const fault: Fault = { ...request, api: normalizeApi(request.api), id: next++, left };
      faults.push(fault);
      onChange();
      return fault;
    },
    list: () => faults,
    clear: (id) => {
      const before = faults.length;
      faults = id === undefined ? [] : faults.filter((fault) => fault.id !== id);
      onChange();
      return id === undefined || faults.length < before;
    },
    take: (api) => {
      const fault = faults.find((each) => !isStanding(each) && hits(each, api));
      if (fault === undefined) return null;
      if (fault.left !== null) {
        fault.left -= 1;
        if (fault.left <= 0) faults = faults.filter((each) => each !== fault);
        onChange();
      }
      return fault;
    },
    rateLimit: (api) =>
      faults.find((each) => each.ratePerMinute !== undefined && hits(each, api))?.ratePerMinute ?? null,
    allowsIp: (api, ip) =>
      faults.every((each) => each.allowIps === undefined || !hits(each, api) || each.allowIps.includes(ip)),
  };
}

/** A rule that stays until cleared instead of hitting a number of calls. */
const isStanding = (fault: FaultRequest) => fault.ratePerMinute !== undefined || fault.allowIps !== undefined;

/** `/cgi-bin/message/send`, `cgi-bin/message/send` and `message/send` name the same API. */
export function normalizeApi(api: string): string {
  return api.replace(/^https?:\/\/[^/]+/, '').replace(/^\/?(cgi-bin\/)?/, '');
}
