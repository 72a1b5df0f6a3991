const BUSY =
  'not settled: other work took a changing share of both cores (see the load average, how far the rounds are apart, and the ' +
  'floors at the same rate), so this has to be measured again on an idle machine.';

const LEADS =
  'the clocks of a new lead are written as conditional upserts, one statement each (1,200 of them take 442 ms where the same ' +
  'rows inserted take 51 ms, and six times the CPU), the trail likewise (200: 45 ms, inserted 14 ms), and the relay ' +
  'claims its next batch only when the slowest subscriber is through with the last.';

const START =
  'most of the start goes into finding, reading and compiling some 1,500 modules one by one: 2.2 s of CPU to ready. Tried out, ' +
  'the same product bundled into one file took 1.0 s, and 0.76 s with a code cache beside it.';

const IDLE =
  'node alone takes 40 MB and loading the libraries most of the rest: driver and mongoose 22 MB, zod 14, HTTP client 9, ' +
  'job scheduler 5. After a collection 36 to 39 MB of objects are alive.';

/** Why a goal is missed, by figure id: printed under the table for as long as it is missed. */
export const REASONS: Readonly<Record<string, string>> = {
  'callback-cpu':
    'the path without a database is most of it. By themselves, reading the XML of envelope and message costs 58 µs (validated, ' +
    'then parsed by a general parser), opening the envelope 21 µs, sealing the message for the inbox 11 µs.',
  'callback-rate': BUSY,
  'callback-p99': BUSY,
  'leads-floor-cpu': LEADS,
  'leads-floor-time': LEADS,
  'leads-rate': LEADS,
  'start-web,worker': START,
  'start-web': START,
  'idle-web,worker': IDLE,
  'idle-web': IDLE,
};
