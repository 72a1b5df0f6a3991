import { describe, expect, it } from 'vitest';
import { createManualClock } from '#domain/kernel/clock';
import { createFormTokens } from '#http/forms/form-token';

const START = new Date('2026-11-23T02:00:00Z');

describe('form tokens', () => {
  const clock = createManualClock(START);
  const tokens = createFormTokens(clock, 's'.repeat(32));

  it('are good between two seconds and a day', () => {
    clock.set(START);
    const token = tokens.issue('show');
    expect(tokens.judge('show', token).type).toBe('too_fast');
    clock.advance(1_999);
    expect(tokens.judge('show', token).type).toBe('too_fast');
    clock.advance(1);
    expect(tokens.judge('show', token).type).toBe('ok');
    clock.advance(24 * 3_600_000);
    expect(tokens.judge('show', token).type).toBe('expired');
  });

  it('give one nonce per rendered form, and the same one at each submission', () => {
    clock.set(START);
    const [first, second] = [tokens.issue('show'), tokens.issue('show')];
    clock.advance(5_000);
    const nonce = (token: string) => {
      const verdict = tokens.judge('show', token);
      return verdict.type === 'ok' ? verdict.nonce : null;
    };
    expect(nonce(first)).toMatch(/^[\w-]{22}$/);
    expect(nonce(first)).toBe(nonce(first));
    expect(nonce(first)).not.toBe(nonce(second));
  });

  it.each(['', 'x', 'show~1~abc', 'show~1~abc.AAAA'])('are not made by anybody else: %j', (token) => {
    expect(tokens.judge('show', token).type).toBe('forged');
  });

  it('belong to one campaign', () => {
    clock.set(START);
    const token = tokens.issue('show');
    clock.advance(5_000);
    expect(tokens.judge('other', token).type).toBe('forged');
  });

  it('belong to one installation', () => {
    const other = createFormTokens(clock, 't'.repeat(32));
    expect(tokens.judge('show', other.issue('show')).type).toBe('forged');
  });
});
