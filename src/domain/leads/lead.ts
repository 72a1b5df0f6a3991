import type { PhoneKind } from '#domain/kernel/phone';
import type { Level, ScoreReason } from '#domain/scoring/index';

export type LeadStatus =
  | 'new'
  | 'unassigned'
  | 'assigned'
  | 'accepted'
  | 'contacted'
  | 'pooled'
  | 'converted'
  | 'lost';

export const LEAD_STATUS_LABELS: Readonly<Record<LeadStatus, string>> = {
  new: '新线索',
  unassigned: '待分配',
  assigned: '待接单',
  accepted: '已接单',
  contacted: '已联系',
  pooled: '公海',
  converted: '已成交',
  lost: '已战败',
};

export const BUSINESS_LINES = ['new_car', 'used_car', 'service', 'parts'] as const;
export type BusinessLine = (typeof BUSINESS_LINES)[number];

export const CHANNEL_LABELS = {
  site_form: '官网表单',
  mini_program: '官方小程序',
  wecom_contact: '企业微信',
  auto_show: '车展扫码',
  autohome: '汽车之家',
  yiche: '易车',
  phone_call: '来电',
  campaign_form: '活动表单',
  manual: '手动录入',
} as const;
export type Channel = keyof typeof CHANNEL_LABELS;

export const WANT_LABELS = {
  test_drive: '预约试驾',
  quote: '询问报价',
  trade_in: '旧车置换',
  service: '保养维修',
  call_back: '希望回电',
} as const;
export type Want = keyof typeof WANT_LABELS;

export const LOST_REASONS = [
  { id: 'price', label: '价格' },
  { id: 'rival', label: '选择竞品' },
  { id: 'no_plan', label: '暂无购车计划' },
  { id: 'unreachable', label: '联系不上' },
  { id: 'wrong_number', label: '空号错号' },
  { id: 'duplicate', label: '重复线索' },
  { id: 'service', label: '服务不满' },
  { id: 'other', label: '其他' },
] as const;
export type LostReasonId = (typeof LOST_REASONS)[number]['id'];

/** One arrival of the customer; `at` is when the customer asked, which may be before we heard of it. */
export interface LeadSource {
  readonly channel: Channel;
  readonly campaignId: string | null;
  readonly payloadId: string | null;
  readonly at: Date;
  readonly modelText: string | null;
}

export interface LeadSeries {
  readonly id: string;
  readonly brand: string;
  readonly name: string;
  readonly body: string;
}

export interface Lead {
  readonly id: string;
  /** Grows with each move of the life cycle, and only then: a merge or a follow-up makes no card stale. */
  readonly rev: number;
  readonly status: LeadStatus;
  readonly open: boolean;
  readonly businessLine: BusinessLine;
  readonly name: string;
  /** Empty when the customer is known by a chat contact only. The number itself: `revealPhone`. */
  readonly phoneMasked: string;
  readonly phoneTail: string;
  readonly phoneVerified: boolean;
  /** Only a mobile number can be sent a text message; null without a number. */
  readonly phoneKind: PhoneKind | null;
  readonly externalUserId: string | null;
  /** The member the customer added in chat: the person they chose. */
  readonly contactStaffId: string | null;
  readonly city: string | null;
  readonly region: string | null;
  readonly storeId: string | null;
  readonly channel: Channel;
  readonly campaignId: string | null;
  readonly sources: readonly LeadSource[];
  readonly series: LeadSeries | null;
  readonly modelText: string | null;
  readonly budgetFen: { readonly min: number | null; readonly max: number | null } | null;
  readonly plate: string | null;
  readonly vin: string | null;
  readonly wants: readonly Want[];
  readonly behaviours: readonly { readonly type: string; readonly at: Date }[];
  readonly remark: string | null;
  readonly score: number;
  readonly level: Level;
  readonly scoreReasons: readonly ScoreReason[];
  readonly ownerId: string | null;
  readonly teamId: string | null;
  readonly assignmentId: string | null;
  readonly assignedAt: Date | null;
  readonly reassignCount: number;
  readonly acceptedAt: Date | null;
  readonly firstContactAt: Date | null;
  readonly lastFollowUpAt: Date | null;
  readonly nextFollowUpAt: Date | null;
  readonly lostReason: LostReasonId | null;
  readonly consent: { readonly textVersion: string; readonly at: Date } | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A lead as a channel hands it in: every value normalised already. At least one of phone and contact. */
export interface LeadDraft {
  readonly businessLine: BusinessLine;
  readonly channel: Channel;
  /** E.164. */
  readonly phone: string | null;
  readonly phoneVerified?: boolean;
  /** The customer's id at WeCom, when no number is known. */
  readonly externalUserId?: string | null;
  readonly contactStaffId?: string | null;
  readonly name: string;
  readonly city?: string | null;
  readonly region?: string | null;
  readonly storeId?: string | null;
  readonly campaignId?: string | null;
  readonly payloadId?: string | null;
  /** When the customer asked; now when unknown. */
  readonly at?: Date;
  readonly series?: LeadSeries | null;
  readonly modelText?: string | null;
  readonly budgetFen?: { readonly min: number | null; readonly max: number | null } | null;
  readonly plate?: string | null;
  readonly vin?: string | null;
  readonly wants?: readonly Want[];
  readonly behaviours?: readonly { readonly type: string; readonly at: Date }[];
  readonly remark?: string | null;
  readonly consent?: { readonly textVersion: string; readonly at: Date } | null;
}

export function isLostReason(id: string): id is LostReasonId {
  return LOST_REASONS.some((reason) => reason.id === id);
}
