import type { MapFieldRequest } from '#contract/admin-api';
import {
  getFieldMapping,
  INTAKE_CHANNELS,
  listUnmappedFields,
  type PortalMapping,
  type UnmappedField,
} from '#domain/intake/index';
import { appError } from '#domain/kernel/errors';

/** Fields and codes that are still without a meaning under the mappings in force. */
export async function openFields(): Promise<UnmappedField[]> {
  const seen = await listUnmappedFields();
  const channels = [...new Set(seen.map((one) => one.channel))];
  const mappings = new Map(
    await Promise.all(channels.map(async (name) => [name, await mappingOf(name)] as const)),
  );
  return seen.filter(({ channel, field }) => {
    const mapping = mappings.get(channel) ?? null;
    return mapping === null || !isMapped(mapping, field);
  });
}

/**
 * The channel's mapping with one more field or code in it. Throws INVALID_INPUT where the request does not
 * say what is needed for what it names.
 */
export async function extendMapping(input: MapFieldRequest): Promise<PortalMapping> {
  const mapping = await mappingOf(input.channel);
  if (mapping === null) throw appError('INVALID_INPUT', { field: 'channel', fix: '这个渠道没有字段映射' });
  const { path, code } = readField(input.field);
  return code === null ? withPath(mapping, path, input.target) : withCode(mapping, path, code, input.meaning);
}

function isMapped(mapping: PortalMapping, field: string): boolean {
  const { path, code } = readField(field);
  const sources = Object.values(mapping.fields).filter((source) => source.from.includes(path));
  if (code === null) return sources.length > 0 || mapping.ignored.includes(path);
  return sources.some((source) => Object.hasOwn(source.values ?? {}, code));
}

function withPath(mapping: PortalMapping, path: string, target: MapFieldRequest['target']): PortalMapping {
  if (target === undefined) throw appError('INVALID_INPUT', { field: 'target', fix: '请选择对应的字段' });
  if (target === 'ignored') return { ...mapping, ignored: [...mapping.ignored, path] };
  const known = mapping.fields[target] ?? { from: [] };
  return { ...mapping, fields: { ...mapping.fields, [target]: { ...known, from: [...known.from, path] } } };
}

function withCode(
  mapping: PortalMapping,
  path: string,
  code: string,
  meaning: string | undefined,
): PortalMapping {
  if (meaning === undefined)
    throw appError('INVALID_INPUT', { field: 'meaning', fix: '请填写这个代码的含义' });
  const found = Object.entries(mapping.fields).find(([, source]) => source.from.includes(path));
  if (found === undefined) throw appError('INVALID_INPUT', { field: 'field', fix: '请先映射这个字段本身' });
  const [target, source] = found;
  // fromEntries, not a computed key: a code may be called `__proto__`.
  const values = Object.fromEntries([...Object.entries(source.values ?? {}), [code, meaning]]);
  return { ...mapping, fields: { ...mapping.fields, [target]: { ...source, values } } };
}

/** `path` or `path=code`; a code may itself hold an equals sign. */
function readField(field: string): { path: string; code: string | null } {
  const at = field.indexOf('=');
  return at < 0 ? { path: field, code: null } : { path: field.slice(0, at), code: field.slice(at + 1) };
}

async function mappingOf(channel: string): Promise<PortalMapping | null> {
  return (INTAKE_CHANNELS as readonly string[]).includes(channel) ? await getFieldMapping(channel) : null;
}
