import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monotonicMs, systemClock } from '#infra/clock';
import { loadConfig } from '#infra/config';
import { createLogger } from '#infra/logger';
import { createSandbox, type Sandbox } from '#sandbox/server';
import { type App, createApp } from '../../src/app.ts';
import { freshMongoUri, TEST_FIELD_KEY } from './mongo.ts';
import { freePort } from './ports.ts';
import { waitFor } from './wait-for.ts';

const ROSTER = JSON.parse(readFileSync(join(import.meta.dirname, '../../demo/roster.json'), 'utf8'));

/** One message in a phone's chat, as `GET /_sandbox/chats/:userid` tells it. */
export type ChatMessage = ReturnType<Sandbox['controls']['chats']>['messages'][number];

export interface Product {
  readonly url: string;
  readonly sandbox: Sandbox;
  readonly app: App;
  /** Everything the product logged, byte by byte. */
  readonly logged: () => string;
  /** Pushes a lead as an outside channel would: signed, over HTTP. */
  lead(
    channel: string,
    body: Record<string, unknown>,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
  /** Waits until a message of this person fits. */
  message(userid: string, fits: (message: ChatMessage) => boolean, what?: string): Promise<ChatMessage>;
  /** Presses a button by its text on the newest message that has it. */
  press(userid: string, text: string, selected?: Record<string, string[]>): Promise<unknown>;
  advance(seconds: number): void;
  stop(): Promise<void>;
}

/** Sets the shared clock so that a test starts at a working moment: the Monday after next, 10:00 in Shanghai. */
function mondayTenOffset(): number {
  const now = systemClock.now();
  const day = new Date(now.getTime() + 8 * 3_600_000);
  const daysAhead = ((8 - day.getUTCDay()) % 7) + 7;
  const monday = Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate() + daysAhead, 2);
  return monday - now.getTime();
}

/** A sandbox on a free port with a clock file of its own, and the environment that points a product at it. */
export async function startWorld(mongodbUri: string = freshMongoUri()) {
  const folder = mkdtempSync(join(tmpdir(), 'cheliao-test-'));
  const clockOffsetFile = join(folder, 'clock-offset');
  writeFileSync(clockOffsetFile, String(mondayTenOffset()));
  const port = await freePort();
  const credentials = {
    corpId: 'wwsandbox00000001',
    agentId: 1_000_002,
    secret: randomBytes(24).toString('hex'),
    token: 'sandboxToken',
    aesKey: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPA',
    apiKey: randomBytes(16).toString('hex'),
    apiSecret: randomBytes(16).toString('hex'),
  };
  const sandbox = createSandbox({
    credentials,
    roster: ROSTER,
    productUrl: `http://127.0.0.1:${port}`,
    clock: systemClock,
    monotonicMs,
    random: randomBytes,
    clockOffsetFile,
  });
  const apiBase = await sandbox.listen(0);
  const environment = {
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    MONGODB_URI: mongodbUri,
    SESSION_SECRET: 's'.repeat(32),
    FIELD_KEY: TEST_FIELD_KEY,
    WECOM_CORP_ID: credentials.corpId,
    WECOM_AGENT_ID: String(credentials.agentId),
    WECOM_SECRET: credentials.secret,
    WECOM_TOKEN: credentials.token,
    WECOM_AES_KEY: credentials.aesKey,
    WECOM_API_BASE: apiBase,
    CLOCK_OFFSET_FILE: clockOffsetFile,
  };
  return { url: environment.PUBLIC_URL, sandbox, credentials, environment, ...drive(sandbox) };
}

/** What a test does to the phones and the channels. */
function drive(sandbox: Sandbox): Pick<Product, 'lead' | 'message' | 'press' | 'advance'> {
  const messages = (userid: string) => sandbox.controls.chats(userid).messages;
  return {
    lead: (channel, body) => sandbox.controls.leads({ channel, body }),
    message: (userid, fits, what = `a message for ${userid}`) =>
      waitFor(() => messages(userid).findLast(fits), { timeoutMs: 20_000, what }),
    press: async (userid, text, selected) => {
      const message = await waitFor(
        () => messages(userid).findLast((one) => one.buttons.some((button) => button.text === text)),
        { what: `${userid}: a button ${text}` },
      );
      const button = message.buttons.find((one) => one.text === text)!;
      const choice = selected ? { selected } : {};
      return sandbox.controls.press({ userid, messageId: message.id, buttonKey: button.key, ...choice });
    },
    advance: (seconds) => void sandbox.controls.advance({ seconds }),
  };
}

/** Starts sandbox and product in this process, wired as `npm start` wires them, on free ports. */
export async function startProduct(options: { demo?: boolean } = {}): Promise<Product> {
  const world = await startWorld();
  const { apiKey, apiSecret } = world.credentials;
  let log = '';
  const app = createApp({
    config: loadConfig(world.environment),
    roles: new Set(['web', 'worker']),
    hostClock: systemClock,
    logger: createLogger('info', {
      write: (line: string) => {
        log += line;
      },
    }),
    demo: { apiKey, apiSecret, history: options.demo ?? false },
  });
  await app.start();
  return {
    ...world,
    app,
    logged: () => log,
    stop: async () => {
      await app.stop();
      await world.sandbox.close();
    },
  };
}
