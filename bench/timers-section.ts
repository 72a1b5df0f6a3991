import type { Section } from './report.ts';
import { ratio, spread } from './stats.ts';
import { measureTimers, type TimerFigures } from './timers.ts';

export interface TimerSizes {
  readonly rounds: number;
  readonly asleep: number;
  readonly due: number;
}

/** The timer benchmark as a section: each round is one whole run with its own floors beside it. */
export async function measureTimerRounds(mongodbUri: string, sizes: TimerSizes): Promise<Section> {
  const rounds: TimerFigures[] = [];
  for (let round = 0; round < sizes.rounds; round++) {
    rounds.push(await measureTimers(mongodbUri, sizes.asleep, sizes.due));
  }
  const of = (value: (one: TimerFigures) => number) => rounds.map(value);
  const [poller, bare, agenda] = [
    of((one) => one.pollerPerSecond),
    of((one) => one.barePerSecond),
    of((one) => one.agendaPerSecond),
  ];
  const count = (value: number) => value.toLocaleString('en-US');
  const polls = Object.keys(rounds[0]!.keysAt).map(Number);
  return {
    name: 'timers',
    title: `Due timers with ${count(sizes.asleep)} asleep`,
    figures: [
      {
        ...{ id: 'timers-bare', what: 'due timers/s ÷ a bare bulk-claim loop', unit: '×' },
        ...{ goal: { atLeast: 0.5 }, result: ratio(poller, bare) },
      },
      {
        ...{ id: 'timers-agenda', what: 'due timers/s ÷ agenda', unit: '×' },
        ...{ goal: { atLeast: 10 }, result: ratio(poller, agenda) },
      },
    ],
    measured: [
      { what: 'product: due timers', unit: '1/s', result: spread(poller) },
      { what: 'bare bulk-claim loop', unit: '1/s', result: spread(bare) },
      { what: 'agenda', unit: '1/s', result: spread(agenda) },
      ...polls.flatMap((asleep) => [
        {
          ...{ what: `keys read by a poll for ten due, ${count(asleep)} asleep`, unit: '' },
          result: spread(of((one) => one.keysAt[asleep]!)),
        },
        {
          ...{ what: `that poll, ${count(asleep)} asleep`, unit: 'ms' },
          result: spread(of((one) => one.pollMsAt[asleep]!)),
        },
      ]),
      { what: 'heap kept after the run', unit: 'MB', result: spread(of((one) => one.heapGrowthMb)) },
    ],
    notes: [
      `${sizes.rounds} runs with ${count(sizes.due)} timers due at once; agenda is given 2,000 due and at most 50,000 asleep, ` +
        'which flatters it. Checked: the poller fired exactly the timers that were due.',
    ],
  };
}
