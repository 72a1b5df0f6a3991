import type { Customer } from './random-customer.ts';

export type ChannelId =
  | 'mini_program'
  | 'site_form'
  | 'auto_show'
  | 'autohome'
  | 'yiche'
  | 'phone_call'
  | 'wecom_contact';

/** One way a customer reaches the dealer, and the body that way sends. */
export interface SourceChannel {
  readonly id: ChannelId;
  readonly icon: string;
  readonly wantsSuv: boolean;
  /** Fields of the form, in order. */
  readonly fields: readonly (keyof Customer)[];
  /** What the outside system posts, in its own field names; `at` is the product's time. */
  readonly body: (customer: Customer, serial: string, at: Date) => Record<string, unknown>;
}

const ALL = ['name', 'phone', 'model', 'city', 'remark'] as const;
const SHORT = ['name', 'phone', 'model'] as const;

export const CHANNELS: readonly SourceChannel[] = [
  {
    id: 'mini_program',
    icon: '📱',
    wantsSuv: true,
    fields: ALL,
    body: ({ name, phone, model, city, remark }) => ({
      name,
      phone,
      model,
      city,
      remark,
      wants: ['test_drive'],
    }),
  },
  {
    id: 'site_form',
    icon: '🌐',
    wantsSuv: false,
    fields: ALL,
    body: ({ name, phone, model, city, remark }) => ({ name, phone, model, city, remark, wants: ['quote'] }),
  },
  {
    id: 'auto_show',
    icon: '🎪',
    wantsSuv: false,
    fields: SHORT,
    body: ({ name, phone, model, city }) => ({ name, phone, model, city, campaign: 'auto-show' }),
  },
  {
    id: 'autohome',
    icon: '🏠',
    wantsSuv: false,
    fields: SHORT,
    body: ({ name, phone, model, city }, serial) => ({
      orderId: serial,
      userName: name,
      mobile: phone,
      seriesName: model,
      cityName: city,
    }),
  },
  {
    id: 'yiche',
    icon: '🚗',
    wantsSuv: false,
    fields: SHORT,
    body: ({ name, phone, model, city }, serial) => ({
      clueId: serial,
      customer_name: name,
      customer_tel: phone,
      car_serial: model,
      city,
    }),
  },
  {
    id: 'phone_call',
    icon: '☎️',
    wantsSuv: false,
    fields: ['phone', 'name', 'model'],
    body: ({ name, phone, model }, serial, at) => ({
      callId: serial,
      caller: phone,
      startedAt: at.toISOString(),
      name,
      model,
    }),
  },
  { id: 'wecom_contact', icon: '💬', wantsSuv: false, fields: ['name', 'phone'], body: () => ({}) },
];

export function channelById(id: ChannelId): SourceChannel {
  return CHANNELS.find((channel) => channel.id === id)!;
}
