import { describe, expect, it } from 'vitest';
import { codeLabel, failureOfError, outcomeOfErrcode } from '#bot/platforms/wecom/classify';
import { ERRCODES, errcodeRule } from '#bot/platforms/wecom/wire/errcodes';

/** Typed again from wecom docs 90313, so that a slip in the table shows. */
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const EXPECTED = {
  transient: [-1, 6000, 45033, 45035, 45036, 301022, 301026, 301057, 41063, 41079, 41096, 2000111, 2000141],
  throttled: [45009, 41094, 640019],
  credential: [40014, 42001, 42009, 40082, 42012, 42013],
  credential_fatal: [40001, 40013, 40091, 41001, 41002, 41004, 48010],
  config: [
    48001, 48002, 48003, 48004, 48005, 48006, 48007, 48008, 48009, 48011, 50001, 50002, 50003, 50006, 60011,
    60020, 60021, 60030, 60031, 80001, 84074, 85005, 92000, 92001, 92002, 92003, 301002, 301055, 301056,
    43012, 701008,
  ],
  addressing: [
    81013, 82001, 82002, 82003, 40031, 40032, 40066, 40068, 46004, 60003, 60111, 60123, 40003, 84061, 84084,
    40096,
  ],
  payload: [
    40004,
    40005,
    40006,
    40008,
    40009,
    40010,
    40011,
    40033,
    40035,
    40039,
    40056,
    40058,
    40063,
    41006,
    41009,
    41011,
    41016,
    41033,
    ...range(42014, 42021),
    ...range(42023, 42051),
    44001,
    44004,
    45001,
    45002,
    45007,
    45008,
    45032,
    45034,
    82004,
    ...range(90200, 90208),
    301025,
  ],
  expired: [40007, 40145, 60140, 42052, 41050, 40029, 42003, 42022, 84014, 95007],
  done: [41051, 41093, 60102, 60104, 60106, 60008, 86215, 40130, 95013],
} as const;

const OUTCOMES = {
  transient: { type: 'retry' },
  throttled: { type: 'retry', retryAfterMs: 60_000 },
  credential: { type: 'retry' },
  credential_fatal: { type: 'refused', reason: 'misconfigured' },
  config: { type: 'refused', reason: 'misconfigured' },
  addressing: { type: 'refused', reason: 'recipient_unreachable' },
  payload: { type: 'refused', reason: 'bad_request' },
  expired: { type: 'refused', reason: 'expired' },
  done: { type: 'refused', reason: 'already_done' },
} as const;

describe('error codes', () => {
  it.each(
    Object.entries(EXPECTED).flatMap(([name, codes]) =>
      codes.map((code) => [code, name as keyof typeof OUTCOMES] as const),
    ),
  )('%i is %s', (code, name) => {
    const rule = errcodeRule(code);
    expect(rule.class).toBe(name);
    const outcome = outcomeOfErrcode(code, rule);
    const expected = code === 60140 ? { type: 'refused', reason: 'update_code_spent' } : OUTCOMES[name];
    expect(outcome).toMatchObject({ ...expected, code: String(code) });
  });

  it('every code has one rule and a hint in Chinese', () => {
    expect(ERRCODES.has(0)).toBe(false);
    for (const rule of ERRCODES.values()) expect(rule.hint).toMatch(/[\u4e00-\u9fff]{6}/);
  });

  it.each([40001, 48002, 48009, 50001, 60011, 60020, 81013, 301002])('%i says what to click', (code) => {
    expect(errcodeRule(code).hint).toMatch(/「|Secret|AgentId/);
  });

  it('a code nobody listed is permanent', () => {
    expect(outcomeOfErrcode(999_999, errcodeRule(999_999))).toMatchObject({
      type: 'refused',
      reason: 'bad_request',
    });
  });

  it('metric labels stay bounded', () => {
    expect([codeLabel(0), codeLabel(-1), codeLabel(45009), codeLabel(123_456)]).toEqual([
      '0',
      '-1',
      '45009',
      'unlisted',
    ]);
  });
});

describe('failures below the platform’s codes', () => {
  it.each([
    ['ECONNREFUSED', 'unreachable', false],
    ['ENOTFOUND', 'unreachable', false],
    ['EAI_AGAIN', 'unreachable', false],
    ['CERT_HAS_EXPIRED', 'tls', false],
    ['ECONNABORTED', 'timeout', true],
    ['ETIMEDOUT', 'timeout', true],
    ['ECONNRESET', 'cut', true],
    ['ERR_BAD_RESPONSE', 'cut', true],
    ['EPIPE', 'cut', true],
  ])('%s is %s, possibly sent: %s', (code, label, sent) => {
    expect(failureOfError(Object.assign(new Error('x'), { code }))).toEqual({ code: label, sent });
  });

  it('anything else thrown counts as possibly sent', () => {
    for (const thrown of [null, undefined, 'x', 5, new Error('x'), { code: 7 }]) {
      expect(failureOfError(thrown)).toEqual({ code: 'cut', sent: true });
    }
  });
});
