import type { Customer } from './random-customer.ts';

export type ChannelId =
  | 'mini_program'
  | 'site_form'
  | 'auto_show'
  | 'autohome'
  | 'yiche'
  | 'phone_call'
  | 'wecom_contact';

/** When and under which number the outside system sends. */
export interface Sending {
  readonly serial: string;
  /** Milliseconds since the epoch, on the product's clock. */
  readonly atMs: number;
}

/** One way a customer reaches the dealer, and the body that way sends. */
export interface SourceChannel {
  readonly id: ChannelId;
  readonly wantsSuv: boolean;
  /** Fields of the form, in order. */
  readonly fields: readonly (keyof Customer)[];
  /** What the outside system posts, in its own field names. */
  readonly body: (customer: Customer, sending: Sending) => Record<string, unknown>;
}

const ALL = ['name', 'phone', 'model', 'city', 'remark'] as const;
const SHORT = ['name', 'phone', 'model'] as const;

/** In the order of the panel. */
export const CHANNELS: readonly SourceChannel[] = [
  {
    id: 'mini_program',
    wantsSuv: true,
    fields: ALL,
    body: (customer, { serial, atMs }) => ({
      ...formOf(customer),
      wants: ['test_drive'],
      behaviours: [{ type: 'home_page_view', at: new Date(atMs).toISOString() }],
      openId: `o${serial}`,
      submissionId: serial,
      consent: true,
    }),
  },
  {
    id: 'site_form',
    wantsSuv: false,
    fields: ALL,
    body: (customer, { serial }) => ({
      ...formOf(customer),
      wants: ['quote'],
      submissionId: serial,
      consent: true,
    }),
  },
  {
    id: 'auto_show',
    wantsSuv: false,
    fields: SHORT,
    body: (customer, { serial }) => ({
      ...formOf(customer),
      event: 'pudong-auto-show',
      booth: 'N3-12',
      submissionId: serial,
      consent: true,
    }),
  },
  {
    id: 'autohome',
    wantsSuv: false,
    fields: SHORT,
    body: ({ name, phone, model, city }, { serial, atMs }) => ({
      clueId: serial,
      clueType: '1',
      customerName: name,
      customerPhone: phone,
      seriesName: model,
      cityName: city,
      createTime: localText(atMs),
    }),
  },
  {
    id: 'yiche',
    wantsSuv: false,
    fields: SHORT,
    body: ({ name, phone, model, city }, { serial, atMs }) => ({
      orderInfo: { orderId: serial, orderType: '试驾', createdOn: Math.floor(atMs / 1000) },
      userInfo: { userName: name, mobile: phone },
      carInfo: { serialName: model },
      cityInfo: { cityName: city },
    }),
  },
  {
    id: 'phone_call',
    wantsSuv: false,
    fields: ['phone', 'name', 'model'],
    body: ({ name, phone, model }, { serial, atMs }) => ({
      callId: serial,
      from: phone,
      startedAt: new Date(atMs).toISOString(),
      durationSeconds: 96,
      name,
      model,
    }),
  },
  { id: 'wecom_contact', wantsSuv: false, fields: ['name', 'phone'], body: () => ({}) },
];

export function channelById(id: ChannelId): SourceChannel {
  return CHANNELS.find((channel) => channel.id === id)!;
}

function formOf({ name, phone, model, city, remark }: Customer) {
  return { name, phone, model, city, ...(remark === '' ? {} : { remark }) };
}

/** `2026-11-23 10:00:00` in Shanghai, as portals write times. */
function localText(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}
