import { DateTime } from 'luxon';
import { z } from 'zod';
import { ZONE } from '#domain/kernel/local-time';
import { PayloadRejection, type Reading } from './reading.ts';

const TARGETS = [
  'externalId',
  'name',
  'phone',
  'brandText',
  'modelText',
  'city',
  'wants',
  'remark',
  'plate',
  'vin',
  'askedAt',
  'storeId',
  'campaign',
] as const;

const path = z
  .string()
  .regex(/^[\p{L}\p{N}_]+(\.[\p{L}\p{N}_]+){0,5}$/u)
  .max(120);

const field = z.strictObject({
  /** Paths in the payload; the first that has a value is taken. */
  from: z.array(path).min(1).max(5),
  /** Codes of the portal and what they mean here; a code without a meaning is listed as unmapped. */
  values: z.record(z.string().max(60), z.string().max(60)).optional(),
  format: z.enum(['text', 'local_time', 'unix_seconds', 'unix_ms']).optional(),
});

/** How a portal's fields become ours: data, edited without a release. */
export const portalMappingSchema = z.strictObject({
  fields: z.partialRecord(z.enum(TARGETS), field),
  /** Paths that are known and not needed; everything else without a mapping is listed. */
  ignored: z.array(path).max(100),
});
export type PortalMapping = z.infer<typeof portalMappingSchema>;
type FieldMapping = z.infer<typeof field>;

const MAX_FIELDS = 200;
const MAX_TEXT = 500;

/** Applies a mapping. Pure. */
export function readPortal(raw: unknown, mapping: PortalMapping): Reading {
  const values = new Map<string, string>();
  collect(raw, '', values);
  if (values.size === 0) throw new PayloadRejection('body', '内容为空或格式不正确');
  const known = new Set(mapping.ignored);
  const unmapped: string[] = [];
  const found: Record<string, string> = {};
  for (const [target, source] of Object.entries(mapping.fields)) {
    for (const name of source.from) known.add(name);
    const taken = source.from.find((name) => (values.get(name) ?? '') !== '');
    if (taken === undefined) continue;
    const value = translate(source, values.get(taken)!);
    if (value === null) unmapped.push(`${taken}=${values.get(taken)!.slice(0, 40)}`);
    else found[target] = value;
  }
  for (const name of values.keys()) if (!known.has(name)) unmapped.push(name);
  const { askedAt, wants, ...texts } = found;
  return {
    ...texts,
    wants: wants === undefined ? [] : [wants],
    askedAt: askedAt === undefined ? undefined : readTime(askedAt, mapping.fields.askedAt?.format),
    unmappedFields: unmapped,
  };
}

function translate(source: FieldMapping, value: string): string | null {
  if (source.values === undefined) return value;
  return Object.hasOwn(source.values, value) ? source.values[value]! : null;
}

/** Leaf values by dotted path. Own keys only, bounded in depth and number: the payload is a stranger's. */
function collect(node: unknown, at: string, into: Map<string, string>, depth = 0): void {
  if (into.size >= MAX_FIELDS || depth > 6) return;
  if (typeof node === 'string' || typeof node === 'number' || typeof node === 'boolean') {
    if (at !== '') into.set(at, String(node).trim().slice(0, MAX_TEXT));
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  for (const key of Object.keys(node)) {
    const child = (node as Record<string, unknown>)[key];
    collect(child, at === '' ? key.slice(0, 60) : `${at}.${key.slice(0, 60)}`, into, depth + 1);
  }
}

function readTime(value: string, format: FieldMapping['format']): Date | undefined {
  if (format === 'unix_seconds' || format === 'unix_ms') {
    const ms = Number(value) * (format === 'unix_seconds' ? 1_000 : 1);
    return Number.isFinite(ms) && Math.abs(ms) < 8.64e15 ? new Date(ms) : undefined;
  }
  const read = DateTime.fromISO(value.replace(' ', 'T'), { zone: ZONE });
  return read.isValid ? read.toJSDate() : undefined;
}
