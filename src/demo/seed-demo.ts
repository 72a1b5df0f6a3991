import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { seedCatalog } from '#domain/catalog/index';
import { createApiChannel, INTAKE_CHANNELS, seedCampaigns } from '#domain/intake/index';
import type { Clock } from '#domain/kernel/clock';
import { type CommandContext, systemContext } from '#domain/kernel/command-context';
import { listStores, type OrganisationInput, upsertOrganisation } from '#domain/staff/index';
import { acquireLease } from '#infra/lease';
import type { Logger } from '#infra/logger';
import { demoCustomers } from './demo-people.ts';
import { leaveOneWaiting, receiveLive, relive } from './relive-history.ts';

export interface DemoKeys {
  readonly apiKey: string;
  readonly apiSecret: string;
  /** False leaves the last month out: an organisation without leads, for tests. */
  readonly history?: boolean;
}

const ROSTER = fileURLToPath(new URL('../../demo/roster.json', import.meta.url));

/**
 * Writes one dealer group with thirty leads of the last month into an empty database. Only the launcher asks
 * for it, and only beside the sandbox; a database that has a store is left alone. Two processes starting
 * together write it once.
 */
export async function seedDemo(options: {
  keys: DemoKeys;
  clock: Clock;
  logger: Logger;
  holder: string;
}): Promise<void> {
  const { keys, clock, logger } = options;
  if ((await listStores()).length > 0) return;
  const lease = await acquireLease('demo-seed', options.holder, 120_000);
  if (lease === null) return;
  try {
    const ctx = systemContext(clock, 'demo');
    await seedCatalog(ctx);
    await seedChannels(ctx, keys);
    const roster = JSON.parse(readFileSync(ROSTER, 'utf8')) as OrganisationInput;
    await upsertOrganisation(ctx, roster, { platform: 'wecom' });
    await seedCampaigns(ctx, [
      { slug: 'pudong-auto-show', name: '浦东国际车展', storeId: 'store-pudong', channel: 'auto_show' },
      { slug: 'suv-test-drive', name: 'SUV 试驾周', storeId: 'store-pudong', channel: 'campaign_form' },
    ]);
    if (keys.history !== false) {
      const customers = demoCustomers();
      const [waiting, ...live] = customers.filter((customer) => customer.fate === 'assigned');
      await relive(
        customers.filter((customer) => customer.fate !== 'assigned'),
        { clock, logger },
      );
      await leaveOneWaiting(waiting!, { clock, logger });
      await receiveLive(live, clock);
    }
    logger.info('demo data written');
  } finally {
    await lease.release();
  }
}

/** One key that says the channel in the body, and one key per channel, as real senders have. */
async function seedChannels(ctx: CommandContext, keys: DemoKeys): Promise<void> {
  const hmacSecret = keys.apiSecret;
  await createApiChannel(ctx, { channel: 'any', name: '演示网关', apiKey: keys.apiKey, hmacSecret });
  for (const channel of INTAKE_CHANNELS) {
    await createApiChannel(ctx, {
      channel,
      name: `演示渠道 ${channel}`,
      apiKey: `${keys.apiKey}.${channel}`,
      hmacSecret,
    });
  }
}
