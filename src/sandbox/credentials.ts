import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const StoredCredentials = z.object({
  corpId: z.string().min(1),
  agentId: z.number().int().positive(),
  secret: z.string().min(8),
  token: z.string().regex(/^[A-Za-z0-9]{1,32}$/),
  aesKey: z.string().regex(/^[A-Za-z0-9]{43}$/),
  apiKey: z.string().min(1),
  apiSecret: z.string().min(1),
});

/** What an administrator would copy from the WeCom console, plus the key for pushing leads to the product. */
export type SandboxCredentials = z.output<typeof StoredCredentials>;

/** One registered secret: an app, or the contact-sync helper that alone may read `user/list_id`. */
export interface RegisteredApp {
  readonly kind: 'app' | 'contacts';
  readonly agentId: number;
  readonly secret: string;
  readonly name: string;
}

/** Reads the credentials, creating them with random values at the first start of a data folder. */
export function loadCredentials(file: string, random: (bytes: number) => Buffer): SandboxCredentials {
  const stored: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const complete = { ...createCredentials(random), ...(stored as Partial<SandboxCredentials>) };
  const parsed = StoredCredentials.safeParse(complete);
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new Error(
      `SANDBOX_STATE_FILE ${file}: not usable (${fields}); delete the file to have it made anew`,
    );
  }
  if (JSON.stringify(stored) !== JSON.stringify({ ...(stored as object), ...parsed.data })) {
    mkdirSync(dirname(file), { recursive: true });
    const kept = { ...(stored as object), ...parsed.data };
    writeFileSync(file, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
  }
  return parsed.data;
}

export function createCredentials(random: (bytes: number) => Buffer): SandboxCredentials {
  return {
    corpId: 'wwsandbox00000001',
    agentId: 1_000_002,
    secret: letters(random, 43),
    token: letters(random, 24),
    aesKey: letters(random, 43),
    apiKey: `lead_${letters(random, 20)}`,
    apiSecret: letters(random, 40),
  };
}

/**
 * The corp's secrets. Beside the product's app there is a second one and the contact-sync helper, so that
 * mixing up tokens fails here exactly as it does on the platform (301002, 42015, 48002).
 */
export function registeredApps(credentials: SandboxCredentials): RegisteredApp[] {
  const derive = (label: string) =>
    createHash('sha256').update(`${label}:${credentials.secret}`).digest('base64url').slice(0, 43);
  return [
    { kind: 'app', agentId: credentials.agentId, secret: credentials.secret, name: '车聊' },
    { kind: 'app', agentId: credentials.agentId + 1, secret: derive('second app'), name: '另一个应用' },
    { kind: 'contacts', agentId: 0, secret: derive('contacts'), name: '通讯录同步' },
  ];
}

/** Random letters and digits, as the console makes them; the last surplus bits are random too. */
export function letters(random: (bytes: number) => Buffer, length: number): string {
  let text = '';
  while (text.length < length)
    text += random(length)
      .toString('base64')
      .replace(/[^A-Za-z0-9]/g, '');
  return text.slice(0, length);
}
