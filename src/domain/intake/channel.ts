import type { z } from 'zod';
import type { Channel } from '#domain/leads/index';
import { type PortalMapping, portalMappingSchema, readPortal } from './portal-mapping.ts';
import { PayloadRejection, type Reading } from './reading.ts';

/** A kind of sender. Adapters only find values; cleaning them is the same for all. */
export interface ChannelAdapter {
  readonly channel: Channel;
  /** Throws PayloadRejection when the shape is not this channel's. */
  read(raw: unknown, mapping: PortalMapping | null): Reading;
  /** Portals: their field mapping as it ships; edited copies are data. */
  readonly mapping?: PortalMapping;
}

/** Declares a channel whose payload has a fixed shape: unknown fields are refused by name. */
export function defineChannel<S extends z.ZodType>(definition: {
  channel: Channel;
  schema: S;
  toReading: (payload: z.output<S>) => Reading;
}): ChannelAdapter {
  return {
    channel: definition.channel,
    read: (raw) => {
      const parsed = definition.schema.safeParse(raw);
      if (!parsed.success) throw rejectionOf(parsed.error, raw);
      return definition.toReading(parsed.data);
    },
  };
}

function rejectionOf(error: z.ZodError, raw: unknown): PayloadRejection {
  const [issue] = error.issues;
  const path = issue!.path.map(String);
  if (issue!.code === 'unrecognized_keys') {
    // The sender's own field name, shortened: it is shown and may be logged.
    const name = String(issue!.keys[0]).slice(0, 40);
    return new PayloadRejection([...path, name].join('.'), '不认识的字段');
  }
  const missing = path.length > 0 && valueAt(raw, path) === undefined;
  return new PayloadRejection(path.join('.') || 'body', missing ? '缺少必填字段' : '格式不正确');
}

function valueAt(raw: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (node, key) =>
      typeof node === 'object' && node !== null && Object.hasOwn(node, key)
        ? (node as Record<string, unknown>)[key]
        : undefined,
    raw,
  );
}

/** Declares a portal: its adapter reads by the mapping in force. */
export function definePortal(channel: Channel, mapping: PortalMapping): ChannelAdapter {
  const shipped = portalMappingSchema.parse(mapping);
  return { channel, mapping: shipped, read: (raw, edited) => readPortal(raw, edited ?? shipped) };
}
