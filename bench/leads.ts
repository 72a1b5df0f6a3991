import mongoose, { type mongo } from 'mongoose';
import { DeliveryModel } from '#bot/deliveries/delivery.model';
import { createBot, createPlatforms } from '#bot/index';
import { assignmentSubscribers } from '#domain/assignment/index';
import { auditSubscriber } from '#domain/audit/index';
import { seedCatalog } from '#domain/catalog/index';
import { clockSubscribers } from '#domain/clocks/index';
import { drainIntake, receivePayload } from '#domain/intake/index';
import { systemContext } from '#domain/kernel/command-context';
import { upsertOrganisation } from '#domain/staff/index';
import { createRelay, type Relay } from '#events/relay';
import { monotonicMs, systemClock } from '#infra/clock';
import { useFieldKey } from '#infra/field-crypto';
import { ensureIndexes } from '#infra/indexes';
import { createLogger } from '#infra/logger';
import { connectMongo, disconnectMongo } from '#infra/mongo';
import { newCorp } from './callback-requests.ts';
import { benchOrganisation, leadForms } from './lead-forms.ts';
import type { Section } from './report.ts';
import { ratio, spread } from './stats.ts';

export interface LeadSizes {
  readonly rounds: number;
  /** Leads that come at once. */
  readonly leads: number;
}

/** What a burst leaves behind, one or several documents per lead. */
const COLLECTIONS = [
  'inbound_payloads',
  'leads',
  'outbox_events',
  'assignments',
  'deliveries',
  'timers',
  'audit_entries',
];
const FLOOR_BATCH = 100;
const PATIENCE_MS = 120_000;

interface Round {
  readonly seconds: number;
  /** Seconds until the last payload was answered as durable. */
  readonly answered: number;
  readonly cpuMs: number;
  readonly commands: number;
}

/** A burst through intake, relay, assignment, clocks and cards, beside the same documents written plainly. */
export async function measureLeads(mongodbUri: string, sizes: LeadSizes): Promise<Section> {
  useFieldKey('0123456789abcdef'.repeat(4));
  // The command counter needs the driver to tell; that costs both sides the same.
  await connectMongo(`${mongodbUri}${mongodbUri.includes('?') ? '&' : '?'}monitorCommands=true`);
  const watch = await mongoose.createConnection(mongodbUri).asPromise();
  try {
    await ensureIndexes();
    const ctx = systemContext(systemClock, 'bench');
    await seedCatalog(ctx);
    await upsertOrganisation(ctx, benchOrganisation(), { platform: 'wecom' });
    const relay = wireRelay();
    await burst(relay, watch, Math.min(200, sizes.leads));
    await writeFloor(await takeDocuments(watch));
    const product: Round[] = [];
    const floor: Round[] = [];
    let documents = 0;
    for (let round = 0; round < sizes.rounds; round++) {
      product.push(await burst(relay, watch, sizes.leads));
      const taken = await takeDocuments(watch);
      documents = [...taken.values()].reduce((sum, rows) => sum + rows.length, 0);
      floor.push(await writeFloor(taken));
      await takeDocuments(watch);
    }
    return describe(product, floor, { ...sizes, documents });
  } finally {
    await watch.close();
    await disconnectMongo();
  }
}

/** The relay with all subscribers, wired as the composition root wires it; nothing is sent out. */
function wireRelay(): Relay {
  const logger = createLogger('error');
  const clock = systemClock;
  const nowhere = 'http://127.0.0.1:1';
  const wecom = {
    ...newCorp(),
    secret: 's'.repeat(32),
    apiBase: nowhere,
    authorizeBase: nowhere,
    loginBase: nowhere,
  };
  const platforms = createPlatforms({ wecom, clock, logger });
  const templatesDirectory = new URL('../templates', import.meta.url).pathname;
  const bot = createBot({ platforms, templatesDirectory, publicUrl: 'http://127.0.0.1', clock, logger });
  return createRelay({
    subscribers: [
      ...assignmentSubscribers(clock),
      ...clockSubscribers(clock),
      auditSubscriber,
      ...bot.subscribers,
    ],
    logger,
    holder: 'bench',
  });
}

/** From the first payload handed in until every lead's card is queued for its owner. */
async function burst(relay: Relay, watch: mongoose.Connection, count: number): Promise<Round> {
  const forms = leadForms(count);
  const cards = watch.collection(DeliveryModel.collection.name);
  const stopCounting = countCommands();
  const cpu = process.cpuUsage();
  const startedAt = monotonicMs();
  relay.start();
  const answers = await Promise.all(
    forms.map((raw, i) =>
      receivePayload(
        { actor: { type: 'channel', channel: 'site_form' }, clock: systemClock, requestId: `bench-${i}` },
        { channel: 'site_form', raw, idempotencyKey: raw.submissionId },
      ),
    ),
  );
  const answered = (monotonicMs() - startedAt) / 1_000;
  while ((await cards.countDocuments({ card: 'lead', kind: 'card' })) < count) {
    if (monotonicMs() - startedAt > PATIENCE_MS) throw new Error('not every lead got a card');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const seconds = (monotonicMs() - startedAt) / 1_000;
  // What the last cards caused (trail, clocks) belongs to the work, though nobody waits for it.
  await relay.stop();
  await relay.drain();
  await drainIntake();
  const { user, system } = process.cpuUsage(cpu);
  const made = answers.filter((answer) => answer.outcome === 'accepted').length;
  if (made !== count) throw new Error(`${count} payloads made ${made} leads`);
  return { seconds, answered, cpuMs: (user + system) / 1_000, commands: stopCounting() };
}

/** Counts what the product's own connection sends; the watching connection is another one. */
function countCommands(): () => number {
  const client = mongoose.connection.getClient();
  let commands = 0;
  const count = () => {
    commands += 1;
  };
  client.on('commandStarted', count);
  return () => {
    client.off('commandStarted', count);
    return commands;
  };
}

/** Reads and removes what a burst wrote; fails when a card is missing or a lead has two. */
async function takeDocuments(watch: mongoose.Connection): Promise<Map<string, mongo.Document[]>> {
  const taken = new Map<string, mongo.Document[]>();
  for (const name of COLLECTIONS) {
    const collection = watch.collection(name);
    taken.set(name, await collection.find({}).toArray());
    await collection.deleteMany({});
  }
  const cards = taken.get('deliveries')!.filter((row) => row.card === 'lead');
  const carded = new Set(cards.map((row) => row.subject));
  const wrong = taken.get('leads')!.filter((lead) => !carded.has(`lead:${lead._id}`));
  if (wrong.length > 0) throw new Error(`${wrong.length} leads without a card`);
  return taken;
}

/** The same final documents, a hundred leads' worth at a time: what writing them costs at the least. */
async function writeFloor(documents: ReadonlyMap<string, mongo.Document[]>): Promise<Round> {
  const leads = documents.get('leads')!.length;
  const batches = Math.ceil(leads / FLOOR_BATCH);
  const stopCounting = countCommands();
  const cpu = process.cpuUsage();
  const startedAt = monotonicMs();
  for (let batch = 0; batch < batches; batch++) {
    await Promise.all(
      [...documents].map(async ([name, rows]) => {
        const share = rows.length / batches;
        const part = rows.slice(Math.round(batch * share), Math.round((batch + 1) * share));
        if (part.length > 0) await mongoose.connection.collection(name).insertMany(part);
      }),
    );
  }
  const seconds = (monotonicMs() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return { seconds, answered: seconds, cpuMs: (user + system) / 1_000, commands: stopCounting() };
}

function describe(
  product: readonly Round[],
  floor: readonly Round[],
  run: LeadSizes & { documents: number },
): Section {
  const { leads } = run;
  const of = (rounds: readonly Round[], value: (round: Round) => number) => rounds.map(value);
  const rate = (round: Round) => leads / round.seconds;
  const cpu = (round: Round) => (round.cpuMs * 1_000) / leads;
  const commands = (round: Round) => round.commands / leads;
  return {
    name: 'leads',
    title: 'Leads from intake to queued card',
    figures: [
      {
        ...{ id: 'leads-floor-cpu', what: 'CPU per lead ÷ the same documents in plain batches', unit: '×' },
        ...{ goal: { atMost: 3 }, result: ratio(of(product, cpu), of(floor, cpu)) },
      },
      {
        ...{ id: 'leads-floor-time', what: 'time per lead ÷ the same documents in plain batches', unit: '×' },
        ...{
          goal: { atMost: 3 },
          result: ratio(
            of(product, (one) => one.seconds),
            of(floor, (one) => one.seconds),
          ),
        },
      },
      {
        ...{
          id: 'leads-rate',
          what: `leads per second in a burst of ${leads.toLocaleString('en-US')}`,
          unit: '1/s',
        },
        ...{ goal: { atLeast: 500 }, result: spread(of(product, rate)) },
      },
    ],
    measured: [
      { what: 'leads in plain batches', unit: '1/s', result: spread(of(floor, rate)) },
      {
        what: 'payloads answered as durable',
        unit: '1/s',
        result: spread(of(product, (one) => leads / one.answered)),
      },
      { what: 'CPU per lead, product', unit: 'µs', result: spread(of(product, cpu)) },
      { what: 'CPU per lead, plain batches', unit: 'µs', result: spread(of(floor, cpu)) },
      { what: 'database commands per lead, product', unit: '', result: spread(of(product, commands)) },
      { what: 'database commands per lead, plain batches', unit: '', result: spread(of(floor, commands)) },
    ],
    notes: [
      `${run.rounds} rounds; each burst leaves ${(run.documents / leads).toFixed(1)} documents per lead in ` +
        `${COLLECTIONS.length} collections. Checked: every payload made a lead and every lead has its card.`,
    ],
  };
}
