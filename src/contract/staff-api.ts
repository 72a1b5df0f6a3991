import * as z from 'zod/mini';

/** The staff API behind the phone pages. Times are ISO 8601 in UTC; pages show them in Asia/Shanghai. */

const id = z.string().check(z.regex(/^[0-9A-Za-z_-]{1,64}$/, '编号不正确'));
const time = z.iso.datetime();
const text = (max: number) => z.string().check(z.trim(), z.maxLength(max, `最多 ${max} 字`));
const required = (max: number, message: string) =>
  z.string().check(z.trim(), z.minLength(1, message), z.maxLength(max, `最多 ${max} 字`));

export const FOLLOW_UP_METHODS = ['call', 'wechat', 'visit', 'sms', 'chat'] as const;
export const LEAD_ACTIONS = ['accept', 'contact', 'follow_up', 'transfer', 'lose', 'reveal'] as const;
export type LeadAction = (typeof LEAD_ACTIONS)[number];

/** A value and the word people read for it. */
const Labelled = z.strictObject({ id: z.string(), label: z.string() });
export type Labelled = z.infer<typeof Labelled>;

export const Me = z
  .strictObject({
    id,
    name: z.string(),
    role: z.string(),
    roleLabel: z.string(),
    title: z.string(),
    storeId: z.nullable(z.string()),
    storeName: z.string(),
    onDuty: z.boolean(),
    busyUntil: z.nullable(time),
    /** May see the whole store's leads. */
    mayListStore: z.boolean(),
    /** May open 管理. */
    maySeeAdmin: z.boolean(),
    now: time,
  })
  .register(z.globalRegistry, { id: 'Me' });
export type Me = z.infer<typeof Me>;

const leadSummary = {
  id,
  rev: z.int(),
  status: Labelled,
  open: z.boolean(),
  level: Labelled,
  score: z.number(),
  name: z.string(),
  phoneMasked: z.string(),
  channel: Labelled,
  model: z.nullable(z.string()),
  owner: z.nullable(z.strictObject({ id, name: z.string() })),
  createdAt: time,
  assignedAt: z.nullable(time),
  nextFollowUpAt: z.nullable(time),
};

export const LeadSummary = z.strictObject(leadSummary).register(z.globalRegistry, { id: 'LeadSummary' });
export type LeadSummary = z.infer<typeof LeadSummary>;

export const LeadPage = z
  .strictObject({ leads: z.array(LeadSummary), next: z.nullable(z.string()), now: time })
  .register(z.globalRegistry, { id: 'LeadPage' });
export type LeadPage = z.infer<typeof LeadPage>;

export const TimelineEntry = z
  .strictObject({
    id: z.string(),
    kind: z.string(),
    at: time,
    title: z.string(),
    text: z.nullable(z.string()),
  })
  .register(z.globalRegistry, { id: 'TimelineEntry' });
export type TimelineEntry = z.infer<typeof TimelineEntry>;

export const Deadline = z
  .strictObject({ kind: z.string(), label: z.string(), dueAt: time })
  .register(z.globalRegistry, { id: 'Deadline' });
export type Deadline = z.infer<typeof Deadline>;

export const LeadDetail = z
  .strictObject({
    ...leadSummary,
    businessLine: Labelled,
    city: z.nullable(z.string()),
    storeName: z.nullable(z.string()),
    wants: z.array(Labelled),
    remark: z.nullable(z.string()),
    plate: z.nullable(z.string()),
    vin: z.nullable(z.string()),
    scoreReasons: z.array(z.strictObject({ label: z.string(), points: z.number() })),
    sources: z.array(z.strictObject({ label: z.string(), at: time })),
    lostReason: z.nullable(Labelled),
    /** 为什么给我: one sentence, or null when nobody was chosen by rule. */
    why: z.nullable(z.string()),
    deadlines: z.array(Deadline),
    timeline: z.array(TimelineEntry),
    /** What this person may do now; a press carries `rev`. */
    actions: z.array(z.enum(LEAD_ACTIONS)),
    lostReasons: z.array(Labelled),
    methods: z.array(Labelled),
    now: time,
  })
  .register(z.globalRegistry, { id: 'LeadDetail' });
export type LeadDetail = z.infer<typeof LeadDetail>;

export const LeadParams = z.strictObject({ id });
export const ListLeadsQuery = z.strictObject({
  scope: z._default(z.enum(['mine', 'store']), 'mine'),
  status: z.optional(z.string().check(z.regex(/^[a-z]{1,20}$/, '没有这个状态'))),
  cursor: z.optional(z.string().check(z.maxLength(200))),
  limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(50)), 20),
});

const rev = z.int().check(z.gte(0));
const method = z.enum(FOLLOW_UP_METHODS, '请选择跟进方式');

export const AcceptRequest = z.strictObject({ rev }).register(z.globalRegistry, { id: 'AcceptRequest' });
export const ContactRequest = z
  .strictObject({ rev, method: z.optional(method), note: z.optional(text(500)) })
  .register(z.globalRegistry, { id: 'ContactRequest' });
export const FollowUpRequest = z
  .strictObject({
    method,
    result: z.optional(text(100)),
    summary: required(1000, '请写一句跟进内容'),
    nextAt: z.nullable(time),
    /** Made by the page once per opened form: the same key again records nothing new. */
    key: z.optional(z.string().check(z.regex(/^[\w.-]{8,64}$/))),
  })
  .register(z.globalRegistry, { id: 'FollowUpRequest' });
export type FollowUpRequest = z.infer<typeof FollowUpRequest>;
export const TransferRequest = z
  .strictObject({ rev, toStaffId: id, reason: z.optional(text(200)) })
  .register(z.globalRegistry, { id: 'TransferRequest' });
export const LoseRequest = z
  .strictObject({ rev, reason: required(40, '请选择战败原因'), note: z.optional(text(500)) })
  .register(z.globalRegistry, { id: 'LoseRequest' });
export const RevealRequest = z.strictObject({}).register(z.globalRegistry, { id: 'RevealRequest' });

export const RevealResponse = z
  .strictObject({ phone: z.string(), formatted: z.string() })
  .register(z.globalRegistry, { id: 'RevealResponse' });
export type RevealResponse = z.infer<typeof RevealResponse>;

export const BusyRequest = z
  .strictObject({ minutes: z.nullable(z.int().check(z.gte(5), z.lte(480))) })
  .register(z.globalRegistry, { id: 'BusyRequest' });

export const Candidates = z
  .strictObject({
    candidates: z.array(
      z.strictObject({
        id,
        name: z.string(),
        title: z.string(),
        available: z.boolean(),
        /** Why not, when not. */
        note: z.nullable(z.string()),
        openLeads: z.int(),
      }),
    ),
  })
  .register(z.globalRegistry, { id: 'Candidates' });
export type Candidates = z.infer<typeof Candidates>;
