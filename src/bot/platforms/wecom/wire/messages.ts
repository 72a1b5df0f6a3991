import { z } from 'zod';
import { parseXml, type XmlRefusal } from './xml.ts';

/** Seconds since 1970, as text: 64-bit numbers and leading zeros are never parsed away. */
const seconds = z.string().regex(/^\d{1,12}$/);
const memberId = z.string().min(1).max(64);
const key = z.string().max(1024);

const common = {
  ToUserName: z.string().min(1).max(64),
  FromUserName: z.string().min(1).max(64),
  CreateTime: seconds,
};

/** What every message and event carries. Suite events of third-party apps do not and are refused. */
const Base = z.object({
  ...common,
  MsgType: z.string().min(1).max(64),
  Event: z.string().max(64).optional(),
  ChangeType: z.string().max(64).optional(),
  AgentID: z.string().max(32).optional(),
});

const Text = z.object({ ...common, Content: z.string(), MsgId: z.string().regex(/^\d{1,20}$/) });

const SelectedItem = z.object({
  QuestionKey: key,
  OptionIds: z
    .union([z.object({ OptionId: z.array(z.string().max(128)) }), z.literal('')])
    .transform((ids) => (ids === '' ? [] : ids.OptionId)),
});
const CardEvent = z.object({
  ...common,
  EventKey: key.min(1),
  TaskId: z.string().min(1).max(128),
  CardType: z.string().max(64),
  ResponseCode: z.string().max(512).optional(),
  AgentID: z.string().max(32).optional(),
  SelectedItems: z
    .union([z.object({ SelectedItem: z.array(SelectedItem) }), z.string().regex(/^\s*$/)])
    .optional()
    .transform((items) => (typeof items === 'object' ? items.SelectedItem : [])),
});

const AppEvent = z.object({ ...common, EventKey: z.string().optional() });

const ContactChange = z.object({
  ...common,
  ChangeType: z.string().min(1).max(64),
  UserID: memberId.optional(),
  NewUserID: z.string().max(64).optional(),
  Id: z.string().max(32).optional(),
});

const ExternalContactChange = z.object({
  ...common,
  ChangeType: z.string().min(1).max(64),
  UserID: memberId,
  ExternalUserID: z.string().min(1).max(128),
  State: z.string().max(128).optional(),
  WelcomeCode: z.string().max(512).optional(),
  Source: z.string().max(64).optional(),
});

export type BaseMessage = z.output<typeof Base>;
export type CardEventMessage = z.output<typeof CardEvent>;
export type WecomMessage =
  | { readonly kind: 'text'; readonly base: BaseMessage; readonly body: z.output<typeof Text> }
  | {
      readonly kind: 'template_card_event' | 'template_card_menu_event';
      readonly base: BaseMessage;
      readonly body: CardEventMessage;
    }
  | {
      readonly kind: 'enter_agent' | 'subscribe' | 'unsubscribe';
      readonly base: BaseMessage;
      readonly body: z.output<typeof AppEvent>;
    }
  | {
      readonly kind: 'change_contact';
      readonly base: BaseMessage;
      readonly body: z.output<typeof ContactChange>;
    }
  | {
      readonly kind: 'change_external_contact';
      readonly base: BaseMessage;
      readonly body: z.output<typeof ExternalContactChange>;
    }
  /** Not known, or known and shaped in a way nobody documented: kept, never acted on. */
  | { readonly kind: 'unknown'; readonly base: BaseMessage };

export type ReadMessage =
  | { readonly ok: true; readonly message: WecomMessage }
  | { readonly ok: false; readonly reason: XmlRefusal | 'bad_shape' };

const EVENT_BODIES = {
  template_card_event: CardEvent,
  template_card_menu_event: CardEvent,
  enter_agent: AppEvent,
  subscribe: AppEvent,
  unsubscribe: AppEvent,
  change_contact: ContactChange,
  change_external_contact: ExternalContactChange,
} as const;

/** Reads a decrypted message (wecom docs 90239, 90240, 92130). Element order and blanks do not matter. */
export function readMessage(raw: string): ReadMessage {
  const parsed = parseXml(raw);
  if (!parsed.ok) return parsed;
  const base = Base.safeParse(parsed.root);
  if (!base.success) return { ok: false, reason: 'bad_shape' };
  const kind = kindOf(base.data);
  if (kind === null) return { ok: true, message: { kind: 'unknown', base: base.data } };
  const schema = kind === 'text' ? Text : EVENT_BODIES[kind];
  const body = schema.safeParse(parsed.root);
  if (!body.success) return { ok: true, message: { kind: 'unknown', base: base.data } };
  return { ok: true, message: { kind, base: base.data, body: body.data } as WecomMessage };
}

function kindOf(base: BaseMessage): 'text' | keyof typeof EVENT_BODIES | null {
  if (base.MsgType === 'text') return 'text';
  if (base.MsgType !== 'event') return null;
  // The platform writes event names in both cases (`LOCATION`).
  const name = (base.Event ?? '').toLowerCase();
  return Object.hasOwn(EVENT_BODIES, name) ? (name as keyof typeof EVENT_BODIES) : null;
}
