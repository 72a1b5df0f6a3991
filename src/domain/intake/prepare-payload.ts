import type { Channel } from '#domain/leads/index';
import { getStaffByIds, listStores, type Staff } from '#domain/staff/index';
import { monotonicMs } from '#infra/clock';
import type { Campaign } from './campaign.model.ts';
import { findCampaign, getCampaignBySlug } from './campaigns.ts';
import { routePayload } from './channels.ts';
import { getFieldMapping } from './field-mappings.ts';
import { type Normalised, normaliseReading } from './normalise-reading.ts';
import { PayloadRejection, type Reading } from './reading.ts';

export interface PayloadSource {
  readonly payloadId: string;
  readonly channel: string;
  readonly campaignId: string | null;
  readonly raw: unknown;
  readonly receivedAt: Date;
  /** Consent that came beside the payload; it goes before what the payload says. */
  readonly consent: { readonly textVersion: string; readonly at: Date } | null;
}

/** A payload ready to be written: a lead draft, or why there is none. */
export interface Prepared {
  readonly channel: string;
  readonly campaignId: string | null;
  readonly pushKey: string | null;
  readonly unmappedFields: readonly string[];
  readonly result: Normalised | { readonly rejected: { readonly field: string; readonly reason: string } };
}

/** Reads and cleans a payload with the mappings, dictionary and campaigns of now. Writes nothing. */
export async function preparePayload(source: PayloadSource): Promise<Prepared> {
  let known: Pick<Prepared, 'channel' | 'campaignId'> = source;
  try {
    const { adapter, raw } = routePayload(source.channel, source.raw);
    known = { channel: adapter.channel, campaignId: source.campaignId };
    const reading = adapter.read(raw, await getFieldMapping(adapter.channel));
    const campaign = await campaignOf(source, reading);
    return await finish(source, { channel: adapter.channel, reading, campaign });
  } catch (error) {
    if (!(error instanceof PayloadRejection)) throw error;
    const { field, reason } = error;
    return { ...known, pushKey: null, unmappedFields: [], result: { rejected: { field, reason } } };
  }
}

async function finish(
  source: PayloadSource,
  read: { channel: Channel; reading: Reading; campaign: Campaign | null },
): Promise<Prepared> {
  const { channel, reading, campaign } = read;
  const result = await normaliseReading(
    source.consent === null ? reading : { ...reading, consent: source.consent },
    {
      channel,
      campaign,
      payloadId: source.payloadId,
      now: source.receivedAt,
      member: reading.staffId ? await workingMember(reading.staffId) : null,
      knownStore: reading.storeId ? await storeFinder() : () => false,
    },
  );
  const pushKey = reading.externalId ? `${channel}:${reading.externalId.slice(0, 120)}` : null;
  return {
    channel,
    campaignId: campaign?.id ?? source.campaignId,
    pushKey,
    unmappedFields: reading.unmappedFields ?? [],
    result,
  };
}

async function campaignOf(source: PayloadSource, reading: Reading): Promise<Campaign | null> {
  if (source.campaignId !== null) return await findCampaign(source.campaignId);
  return reading.campaign ? await getCampaignBySlug(reading.campaign) : null;
}

async function workingMember(staffId: string): Promise<Staff | null> {
  const [staff] = await getStaffByIds([staffId]);
  return staff?.status === 'active' ? staff : null;
}

const FRESH_MS = 2_000;
let stores: { readonly ids: Promise<ReadonlySet<string>>; readonly until: number } | null = null;

async function storeFinder(): Promise<(id: string) => boolean> {
  if (stores === null || stores.until <= monotonicMs()) {
    const ids = listStores().then((all) => new Set(all.map((store) => store.id)));
    stores = { ids, until: monotonicMs() + FRESH_MS };
    ids.catch(() => {
      stores = null;
    });
  }
  const ids = await stores.ids;
  return (id) => ids.has(id);
}
