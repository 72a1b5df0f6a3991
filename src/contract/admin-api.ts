import * as z from 'zod/mini';

/** What those who run the system see and change: rules as data, and values nobody has mapped. */

const id = z.string().check(z.regex(/^[0-9A-Za-z_-]{1,64}$/, '编号不正确'));
const time = z.iso.datetime();
const channel = z.string().check(z.regex(/^[a-z_]{1,30}$/, '没有这个渠道'));

export const RULE_KINDS = ['assignment', 'scoring', 'clocks'] as const;
export const RuleParams = z.strictObject({ kind: z.enum(RULE_KINDS, '没有这种规则') });
export type RuleKind = (typeof RULE_KINDS)[number];

const RuleVersion = z.strictObject({
  version: z.int(),
  publishedAt: z.nullable(time),
  publishedBy: z.nullable(z.string()),
});

export const RuleSetView = z
  .strictObject({
    kind: z.enum(RULE_KINDS),
    /** 0 is the default the service ships with. */
    version: z.int(),
    rules: z.unknown(),
    mayPublish: z.boolean(),
    /** The newest first; at most ten. */
    history: z.array(z.strictObject({ ...RuleVersion.shape, rules: z.unknown() })),
  })
  .register(z.globalRegistry, { id: 'RuleSetView' });
export type RuleSetView = z.infer<typeof RuleSetView>;

export const PublishRulesRequest = z
  .strictObject({
    /** The version the editor started from: somebody else's publication in between is not overwritten. */
    expectedVersion: z.int('请填写版本号').check(z.gte(0)),
    rules: z.unknown().check(z.refine((rules) => rules !== undefined, '请填写规则')),
  })
  .register(z.globalRegistry, { id: 'PublishRulesRequest' });

export const Unmapped = z
  .strictObject({
    models: z.array(z.strictObject({ text: z.string(), channel: z.string(), count: z.int(), lastAt: time })),
    fields: z.array(z.strictObject({ field: z.string(), channel: z.string(), count: z.int(), lastAt: time })),
    series: z.array(z.strictObject({ id: z.string(), label: z.string() })),
  })
  .register(z.globalRegistry, { id: 'Unmapped' });
export type Unmapped = z.infer<typeof Unmapped>;

export const MapModelRequest = z
  .strictObject({
    text: z.string().check(z.trim(), z.minLength(1, '请填写车型名称'), z.maxLength(80, '最多 80 字')),
    seriesId: id,
  })
  .register(z.globalRegistry, { id: 'MapModelRequest' });

/** Ours that a portal's field may fill; `ignored` says that nobody needs it. */
export const FIELD_TARGETS = [
  'name',
  'phone',
  'brandText',
  'modelText',
  'city',
  'wants',
  'remark',
  'plate',
  'vin',
  'storeId',
  'campaign',
  'ignored',
] as const;

export const MapFieldRequest = z
  .strictObject({
    channel,
    /** As listed: a path, or `path=code` for a code without a meaning. */
    field: z.string().check(z.minLength(1), z.maxLength(180)),
    /** For a path: where it goes. For a code: left out. */
    target: z.optional(z.enum(FIELD_TARGETS, '没有这个字段')),
    /** For a code: what it means here, such as `test_drive` or a store's id. */
    meaning: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(60, '最多 60 字'))),
  })
  .register(z.globalRegistry, { id: 'MapFieldRequest' });
export type MapFieldRequest = z.infer<typeof MapFieldRequest>;
