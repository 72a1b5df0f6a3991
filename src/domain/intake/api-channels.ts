import { randomBytes } from 'node:crypto';
import type { CommandContext } from '#domain/kernel/command-context';
import { appError } from '#domain/kernel/errors';
import { newId } from '#domain/kernel/ids';
import { assertActorMay } from '#domain/staff/index';
import { monotonicMs } from '#infra/clock';
import { fieldCrypto } from '#infra/field-crypto';
import { isDuplicateKey } from '#infra/mongo';
import { API_KEY_CONTEXT, API_SECRET_CONTEXT, ApiChannelModel } from './api-channel.model.ts';
import { ANY_CHANNEL, channelAdapter } from './channels.ts';

export interface ApiChannel {
  readonly id: string;
  /** A channel, or `any`: the body then says which. */
  readonly channel: string;
  readonly name: string;
  readonly active: boolean;
  readonly hmacSecret: string;
}

const FRESH_MS = 1_000;
const MAX_CACHED = 1_000;
const cache = new Map<string, { readonly channel: ApiChannel; readonly until: number }>();

/**
 * Adds a sender. The key and the secret are answered once and never again; seeds may bring their own.
 * Throws INVALID_INPUT for an unknown channel or a key that is taken, FORBIDDEN.
 */
export async function createApiChannel(
  ctx: CommandContext,
  input: { channel: string; name: string; apiKey?: string; hmacSecret?: string },
): Promise<{ id: string; apiKey: string; hmacSecret: string }> {
  await assertActorMay(ctx.actor, 'intake.manage');
  if (input.channel !== ANY_CHANNEL) channelAdapter(input.channel);
  const apiKey = input.apiKey ?? `lead_${randomBytes(24).toString('base64url')}`;
  const hmacSecret = input.hmacSecret ?? randomBytes(32).toString('base64url');
  if (apiKey.length < 16 || hmacSecret.length < 16) {
    throw appError('INVALID_INPUT', { field: 'apiKey', fix: '密钥至少 16 位' });
  }
  const id = newId();
  try {
    await ApiChannelModel.create([
      {
        _id: id,
        channel: input.channel,
        name: input.name,
        apiKeyHash: fieldCrypto().blindIndex(apiKey, API_KEY_CONTEXT),
        hmacSecretSealed: fieldCrypto().seal(hmacSecret, API_SECRET_CONTEXT),
        active: true,
        createdAt: ctx.clock.now(),
      },
    ]);
  } catch (error) {
    if (isDuplicateKey(error)) throw appError('INVALID_INPUT', { field: 'apiKey', fix: '这个密钥已存在' });
    throw error;
  }
  return { id, apiKey, hmacSecret };
}

/** The sender a key belongs to, at most a second old; null for none. Inactive ones are answered as such. */
export async function findApiChannel(apiKey: string): Promise<ApiChannel | null> {
  const hash = fieldCrypto().blindIndex(String(apiKey), API_KEY_CONTEXT);
  const known = cache.get(hash);
  if (known !== undefined && known.until > monotonicMs()) return known.channel;
  const record = await ApiChannelModel.findOne({ apiKeyHash: hash }).lean();
  if (record === null) return null;
  const { _id: id, channel, name, active, hmacSecretSealed } = record;
  const found = {
    id,
    channel,
    name,
    active,
    hmacSecret: fieldCrypto().open(hmacSecretSealed, API_SECRET_CONTEXT),
  };
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(hash, { channel: found, until: monotonicMs() + FRESH_MS });
  return found;
}

/** Switches a sender off or on; other processes follow within a second. Throws NOT_FOUND, FORBIDDEN. */
export async function setApiChannelActive(
  ctx: CommandContext,
  input: { id: string; active: boolean },
): Promise<void> {
  await assertActorMay(ctx.actor, 'intake.manage');
  const change = { $set: { active: input.active === true } };
  const result = await ApiChannelModel.updateOne({ _id: String(input.id) }, change);
  if (result.matchedCount === 0) throw appError('NOT_FOUND', { what: '这个渠道密钥' });
  cache.clear();
}
