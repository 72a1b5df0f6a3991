import { describe, expect, it } from 'vitest';
import { checkSubscribers } from '#events/check-subscribers';
import { backoffMs } from '#events/claim-events';
import { defineEvent } from '#events/domain-event';
import { defineSubscriber } from '#events/subscriber';

const seen = defineEvent<{ n: number }>('wiring.seen', 'test');
const subscriber = (id: string, on = [seen]) => defineSubscriber({ id, on, handle: async () => {} });

describe('wiring of subscribers', () => {
  it('accepts distinct ids on declared events', () => {
    expect(() => checkSubscribers([subscriber('a.one'), subscriber('b.two')])).not.toThrow();
  });

  it('refuses an id used twice, because two would share one progress record', () => {
    expect(() => checkSubscribers([subscriber('a.one'), subscriber('a.one')])).toThrow(
      'a.one is registered twice',
    );
  });

  it('refuses an event type nobody declares, because it would never fire', () => {
    const stray = { id: 'a.stray', on: ['wiring.never_declared'], handle: async () => {} };
    expect(() => checkSubscribers([stray])).toThrow('wiring.never_declared, which nobody declares');
  });

  it('refuses a subscriber that listens to nothing', () => {
    expect(() => checkSubscribers([subscriber('a.deaf', [])])).toThrow('listens to nothing');
  });
});

describe('backoff of a failing event', () => {
  it('triples from one second and stays below five minutes', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map(backoffMs)).toEqual([1e3, 3e3, 9e3, 27e3, 81e3, 243e3, 300e3]);
    expect(backoffMs(0)).toBe(1_000);
  });
});
