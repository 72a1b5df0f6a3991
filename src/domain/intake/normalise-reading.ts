import { type CarSeries, findSeries, modelKey, resolveSeries } from '#domain/catalog/index';
import { normalizeName } from '#domain/kernel/person-name';
import { readPhoneNumber } from '#domain/kernel/phone';
import { normalizePlate, readVin } from '#domain/kernel/vehicle-ids';
import { type Channel, type LeadDraft, type LeadSeries, WANT_LABELS, type Want } from '#domain/leads/index';
import type { Campaign } from './campaign.model.ts';
import { PayloadRejection, type Reading } from './reading.ts';

/** What the surroundings of a payload add to it. */
export interface Surroundings {
  readonly channel: Channel;
  readonly campaign: Campaign | null;
  readonly payloadId: string;
  readonly now: Date;
  /** The member a customer added, when they still work here. */
  readonly member: { readonly id: string; readonly storeId: string | null } | null;
  readonly knownStore: (id: string) => boolean;
}

export interface Normalised {
  readonly draft: LeadDraft;
  /** `field.problem` codes of what could not be used; the lead is made all the same. */
  readonly warnings: readonly string[];
  readonly unmappedModel: string | null;
}

/** Enquiries older than this are still leads; the owner is told that they come late. */
const LATE_MS = 24 * 3_600_000;
const MAX_REMARK = 500;

/**
 * Cleans what a channel read: E.164, plate, VIN, name, series by dictionary. Only a missing or wrong number
 * rejects (nobody could be called); anything else that is wrong is dropped with a warning.
 */
export async function normaliseReading(reading: Reading, around: Surroundings): Promise<Normalised> {
  const warnings: string[] = [];
  const phone = readPhone(reading, around.channel, warnings);
  const { campaign, now } = around;
  const series = await readSeries(reading, campaign);
  const modelText = reading.modelText ? reading.modelText.slice(0, 80) : null;
  if (series === null && modelText !== null) warnings.push('model.unmapped');
  const at = readAskedAt(reading.askedAt, now, warnings);
  const draft: LeadDraft = {
    businessLine: reading.businessLine ?? 'new_car',
    channel: around.channel,
    phone,
    phoneVerified: phone !== null && reading.phoneVerified === true,
    externalUserId: reading.externalUserId ?? null,
    contactStaffId: around.member?.id ?? null,
    name: normalizeName(reading.name ?? ''),
    city: reading.city ? normalizeName(reading.city).replace(/市$/, '') || null : null,
    storeId: readStore(reading, around, warnings),
    campaignId: campaign?.id ?? null,
    payloadId: around.payloadId,
    at,
    series: series === null ? null : toLeadSeries(series),
    modelText,
    budgetFen: readBudget(reading),
    plate: readPlate(reading, warnings),
    vin: readVinField(reading, warnings),
    wants: readWants(reading, warnings),
    behaviours: (reading.behaviours ?? []).map(({ type, at: seen }) => ({
      type,
      at: new Date(Math.min(seen.getTime(), now.getTime())),
    })),
    remark: reading.remark ? cleanRemark(reading.remark) : null,
    consent: readConsent(reading, campaign, at),
  };
  return { draft, warnings, unmappedModel: series === null ? modelText : null };
}

/** Channels in which a landline is a slip: the number comes from WeChat, or is typed on the very phone. */
const MOBILE_ONLY: ReadonlySet<Channel> = new Set(['mini_program', 'auto_show']);

function readPhone(reading: Reading, channel: Channel, warnings: string[]): string | null {
  const text = reading.phone ?? '';
  const read = text === '' ? null : readPhoneNumber(text);
  const fits = read !== null && (read.kind === 'mobile' || !MOBILE_ONLY.has(channel));
  if (fits && read.extension) warnings.push('phone.extension_dropped');
  if (fits) return read.e164;
  if (!reading.externalUserId) {
    throw new PayloadRejection('phone', text === '' ? '缺少手机号' : '手机号无法识别');
  }
  if (text !== '') warnings.push('phone.invalid');
  return null;
}

async function readSeries(reading: Reading, campaign: Campaign | null): Promise<CarSeries | null> {
  const text = reading.modelText ?? '';
  if (text !== '') {
    // A brand makes `M5` of one maker different from another's; without one the name must stand alone.
    const branded = reading.brandText ? await resolveSeries(`${reading.brandText}${text}`) : null;
    return branded ?? (await resolveAlone(text, reading.brandText));
  }
  return campaign?.seriesIds.length === 1 ? await findSeries(campaign.seriesIds[0]!) : null;
}

async function resolveAlone(text: string, brand: string | undefined): Promise<CarSeries | null> {
  const series = await resolveSeries(text);
  if (series === null || !brand) return series;
  // `上汽大众` is 大众; `奥迪` with another maker's model name is no match.
  return modelKey(brand).includes(modelKey(series.brand)) ? series : null;
}

function toLeadSeries({ id, brand, name, body }: CarSeries): LeadSeries {
  return { id, brand, name, body };
}

function readAskedAt(askedAt: Date | undefined, now: Date, warnings: string[]): Date {
  if (askedAt === undefined || Number.isNaN(askedAt.getTime()) || askedAt > now) return now;
  if (now.getTime() - askedAt.getTime() > LATE_MS) warnings.push('askedAt.late');
  return askedAt;
}

function readStore(reading: Reading, around: Surroundings, warnings: string[]): string | null {
  if (reading.storeId) {
    if (around.knownStore(reading.storeId)) return reading.storeId;
    warnings.push('storeId.unknown');
  }
  if (reading.campaign && around.campaign === null) warnings.push('campaign.unknown');
  return around.campaign?.storeId ?? around.member?.storeId ?? null;
}

function readBudget({ budgetYuan }: Reading): { min: number | null; max: number | null } | null {
  if (budgetYuan === undefined || (budgetYuan.min === null && budgetYuan.max === null)) return null;
  const fen = (yuan: number | null) => (yuan === null ? null : Math.round(yuan * 100));
  return { min: fen(budgetYuan.min), max: fen(budgetYuan.max) };
}

function readPlate({ plate }: Reading, warnings: string[]): string | null {
  const read = plate ? normalizePlate(plate) : null;
  if (plate && read === null) warnings.push('plate.invalid');
  return read;
}

function readVinField({ vin }: Reading, warnings: string[]): string | null {
  const read = vin ? readVin(vin) : null;
  if (vin && read === null) warnings.push('vin.invalid');
  if (read !== null && !read.checkDigitOk) warnings.push('vin.check_digit');
  return read?.vin ?? null;
}

function readWants({ wants }: Reading, warnings: string[]): Want[] {
  const known = (wants ?? []).filter((want): want is Want => Object.hasOwn(WANT_LABELS, want));
  if (known.length !== (wants ?? []).length) warnings.push('wants.unknown');
  return [...new Set(known)];
}

function readConsent(
  reading: Reading,
  campaign: Campaign | null,
  at: Date,
): { textVersion: string; at: Date } | null {
  if (reading.consent === undefined) return null;
  if (reading.consent !== true) return reading.consent;
  return { textVersion: campaign?.consentVersion ?? 'unversioned', at };
}

function cleanRemark(text: string): string {
  return [...text.normalize('NFKC')]
    .filter((char) => char === '\n' || !/\p{C}/u.test(char))
    .join('')
    .trim()
    .slice(0, MAX_REMARK);
}
