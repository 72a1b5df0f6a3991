import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { seedCatalog } from '#domain/catalog/index';
import { createApiChannel, createCampaign } from '#domain/intake/index';
import { type CommandContext, systemContext } from '#domain/kernel/command-context';
import { type OrganisationInput, upsertOrganisation } from '#domain/staff/index';
import { systemClock } from '#infra/clock';
import { loadConfig } from '#infra/config';
import { useFieldKey } from '#infra/field-crypto';
import { ensureIndexes } from '#infra/indexes';
import { connectMongo, disconnectMongo } from '#infra/mongo';
import { loadOrCreateSecrets } from '#launcher/generated-secrets';
import { loadDotEnv } from '#launcher/load-dot-env';
import { findRunningMongod } from '#launcher/mongod/embedded-database';
import { embeddedUri } from '#launcher/mongod/replica-set';
import { hasRealCredentials, isSet } from '#launcher/plan-processes';

type Task = (ctx: CommandContext, args: readonly string[]) => Promise<string>;

/** What an administrator sets up once, before the first lead. */
const TASKS: Readonly<Record<string, { readonly usage: string; readonly run: Task }>> = {
  organisation: {
    usage:
      'organisation FILE.json    门店、团队、人员和角色 · stores, teams, people, roles (demo/roster.json shows the shape)',
    run: async (ctx, [file = '']) => {
      const input = JSON.parse(readFileSync(file, 'utf8')) as OrganisationInput;
      await upsertOrganisation(ctx, input, { platform: 'wecom' });
      const series = await seedCatalog(ctx);
      return `已导入 · imported: ${input.stores.length} stores, ${input.teams.length} teams, ${input.staff.length} people, ${series} new car series`;
    },
  },
  channel: {
    usage:
      'channel CHANNEL NAME      新建线索接口密钥 · a key for a lead channel (site_form, autohome, …, any)',
    run: async (ctx, [channel = '', name = '']) => {
      const { apiKey, hmacSecret } = await createApiChannel(ctx, { channel, name });
      return `X-Api-Key: ${apiKey}\nHMAC secret: ${hmacSecret}\n只显示这一次，请妥善保管 · shown this once`;
    },
  },
  campaign: {
    usage: 'campaign SLUG NAME [STORE] 新建活动表单 · a hosted form at /f/SLUG',
    run: async (ctx, [slug = '', name = '', storeId]) => {
      await createCampaign(ctx, { slug, name, storeId: storeId ?? null });
      return `/f/${slug}  ·  /f/${slug}/qr.png`;
    },
  },
};

/** `npm run manage -- TASK …` on the database of the environment. Exit code 1 with a sentence when refused. */
async function main([name = '', ...args]: readonly string[]): Promise<void> {
  const task = TASKS[name];
  if (task === undefined) {
    const lines = Object.values(TASKS).map(({ usage }) => `  npm run manage -- ${usage}`);
    throw new Error(['用法 · usage:', ...lines].join('\n'));
  }
  loadDotEnv();
  const config = loadConfig(await environment(process.env));
  useFieldKey(config.fieldKey);
  await connectMongo(config.mongodbUri);
  try {
    await ensureIndexes();
    console.log(await task.run(systemContext(systemClock, 'manage'), args));
  } finally {
    await disconnectMongo();
  }
}

/** The environment, completed as the launcher does: the running embedded database and its generated keys. */
async function environment(env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  if (isSet(env, 'MONGODB_URI')) return env;
  const dataDir = resolve(env.DATA_DIR || '.data');
  const running = await findRunningMongod(dataDir);
  if (running === null)
    throw new Error('先运行 npm start，或设置 MONGODB_URI · run npm start first, or set MONGODB_URI');
  const secrets = hasRealCredentials(env) ? {} : loadOrCreateSecrets(dataDir);
  return { ...secrets, ...env, MONGODB_URI: embeddedUri(running.port) };
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
