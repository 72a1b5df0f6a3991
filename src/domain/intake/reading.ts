import type { BusinessLine } from '#domain/leads/index';

/** What a payload says, in its own words: nothing is normalised yet. */
export interface Reading {
  readonly name?: string | undefined;
  readonly phone?: string | undefined;
  /** True when a platform vouches for the number. */
  readonly phoneVerified?: boolean;
  readonly externalUserId?: string | undefined;
  /** The sender's own id of this enquiry: a second push with it is a repeat. */
  readonly externalId?: string | undefined;
  readonly city?: string | undefined;
  readonly brandText?: string | undefined;
  readonly modelText?: string | undefined;
  readonly wants?: readonly string[];
  readonly behaviours?: readonly { readonly type: string; readonly at: Date }[];
  readonly remark?: string | undefined;
  readonly budgetYuan?: { readonly min: number | null; readonly max: number | null } | undefined;
  readonly plate?: string | undefined;
  readonly vin?: string | undefined;
  /** When the customer asked. */
  readonly askedAt?: Date | undefined;
  readonly businessLine?: BusinessLine | undefined;
  readonly storeId?: string | undefined;
  readonly staffId?: string | undefined;
  /** Slug of a campaign. */
  readonly campaign?: string | undefined;
  readonly consent?: { readonly textVersion: string; readonly at: Date } | true | undefined;
  /** Names of fields that nobody has mapped. */
  readonly unmappedFields?: readonly string[];
}

/** Why a payload is no lead. `field` names where; the sentence is for people and holds no value. */
export class PayloadRejection extends Error {
  readonly reason: string;
  readonly field: string;

  constructor(field: string, reason: string) {
    super(`${field}: ${reason}`);
    this.name = 'PayloadRejection';
    this.field = field;
    this.reason = reason;
  }
}
