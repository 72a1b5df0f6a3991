import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson, writePrivateJson } from './private-file.ts';

const Secrets = z.object({
  SESSION_SECRET: z.string().min(32),
  FIELD_KEY: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Keys for a deployment without real credentials. */
export type Secrets = z.output<typeof Secrets>;

const SandboxIdentity = z.looseObject({
  corpId: z.string(),
  agentId: z.number(),
  secret: z.string(),
  token: z.string(),
  aesKey: z.string(),
  apiKey: z.string(),
  apiSecret: z.string(),
});

/** What the sandbox's corp would show in its admin console; shared by sandbox and product through one file. */
export type SandboxIdentity = z.output<typeof SandboxIdentity>;

/** File the sandbox reads its identity from. */
export function sandboxStateFile(dataDir: string): string {
  return join(dataDir, 'sandbox.json');
}

/**
 * Keys kept in `DATA_DIR/secrets.json` (mode 0600), made at the first start. A file that is there but broken
 * is an error, not a reason for new keys: they could not open what the old ones sealed.
 */
export function loadOrCreateSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json');
  return loadOrCreate(file, Secrets, () => ({
    SESSION_SECRET: randomBytes(32).toString('hex'),
    FIELD_KEY: randomBytes(32).toString('hex'),
  }));
}

/** The sandbox's fixed corp with secrets of its own per data folder. */
export function loadOrCreateSandboxIdentity(dataDir: string): SandboxIdentity {
  return loadOrCreate(sandboxStateFile(dataDir), SandboxIdentity, () => ({
    corpId: 'wwsandbox00000001',
    agentId: 1_000_002,
    secret: letters(43),
    token: letters(24),
    aesKey: letters(43),
    apiKey: `lead_${letters(20)}`,
    apiSecret: letters(40),
  }));
}

function loadOrCreate<T>(file: string, shape: z.ZodType<T>, create: () => T): T {
  if (!existsSync(file)) writePrivateJson(file, create());
  const parsed = shape.safeParse(readJson(file));
  if (parsed.success) return parsed.data;
  throw new Error(
    `${file} 已损坏 · is not usable; restore it from a backup, or run npm run reset to start empty`,
  );
}

function letters(length: number): string {
  let text = '';
  while (text.length < length)
    text += randomBytes(length)
      .toString('base64')
      .replace(/[^A-Za-z0-9]/g, '');
  return text.slice(0, length);
}
