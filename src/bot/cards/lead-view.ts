import type { Lead } from '#domain/leads/index';

/** Everything a lead card says, gathered before drawing so that the drawing stays a pure function. */
export interface LeadView {
  readonly lead: Lead;
  readonly ownerName: string | null;
  readonly storeName: string;
  /** First contact must happen before this; null once it has, or when nobody owns the lead. */
  readonly contactBy: Date | null;
  /** The card's reader. */
  readonly reader: { readonly staffId: string; readonly managesStore: boolean };
  readonly now: Date;
  /** Page of this lead for phones. */
  readonly pageUrl: string;
}

export const LEVEL_LABELS: Readonly<Record<Lead['level'], string>> = {
  hot: '高热度',
  warm: '温和',
  low: '低意向',
};
