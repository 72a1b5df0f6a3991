import { describe, expect, it } from 'vitest';
import { FOLLOW_UP_NEXT, followUpInstant } from '#bot/cards/follow-up-options';

const at = (local: string) => new Date(`${local}+08:00`);

describe('followUpInstant', () => {
  it.each([
    ['today', '2026-11-23T10:00:00', '2026-11-23T18:00:00'],
    ['today', '2026-11-23T18:00:00', '2026-11-24T10:00:00'],
    ['tomorrow', '2026-11-23T23:59:00', '2026-11-24T10:00:00'],
    ['days3', '2026-12-30T10:00:00', '2027-01-02T10:00:00'],
    ['days7', '2026-02-25T10:00:00', '2026-03-04T10:00:00'],
  ])('%s chosen at %s means %s in Shanghai', (option, now, expected) => {
    expect(followUpInstant(option, at(now))).toEqual(at(expected));
  });

  it('means nothing for “none” and for anything unknown', () => {
    expect(followUpInstant('none', at('2026-11-23T10:00:00'))).toBeNull();
    expect(followUpInstant('__proto__', at('2026-11-23T10:00:00'))).toBeNull();
  });

  it('knows every option it offers', () => {
    for (const { id } of FOLLOW_UP_NEXT) {
      const instant = followUpInstant(id, at('2026-11-23T10:00:00'));
      if (id !== 'none') expect(instant?.getTime()).toBeGreaterThan(at('2026-11-23T10:00:00').getTime());
    }
  });
});
