import { findSeries } from '#domain/catalog/index';
import type { Campaign, ReceiveInput } from '#domain/intake/index';
import { fingerprint } from '../sessions/secrets.ts';
import type { FormValues } from './lead-form.ts';

/** A campaign as its form needs it. */
export interface CampaignForm {
  readonly slug: string;
  readonly name: string;
  readonly channel: string;
  readonly consentText: string;
  /** Names of the series to choose from; none means free text. */
  readonly models: readonly string[];
  /** What was typed, as the campaign's channel expects it. */
  payload(values: FormValues, nonce: string, at: Date): ReceiveInput;
}

export async function campaignForm(campaign: Campaign): Promise<CampaignForm> {
  const series = await Promise.all(campaign.seriesIds.map((id) => findSeries(id)));
  return {
    slug: campaign.slug,
    name: campaign.name,
    channel: campaign.channel,
    consentText: campaign.consentText,
    models: series.flatMap((one) => (one === null ? [] : [`${one.brand} ${one.name}`])),
    payload: (values, nonce, at) => {
      const raw = {
        name: values.name.trim(),
        phone: values.phone.trim(),
        model: values.model.trim(),
        wants: [values.want],
        remark: values.remark.trim(),
        campaign: campaign.slug,
      };
      // The same press again is the same submission; a corrected form is another one.
      const submissionId = fingerprint(`${nonce}${JSON.stringify(raw)}`);
      return {
        channel: campaign.channel,
        campaignId: campaign.id,
        idempotencyKey: `form:${submissionId}`,
        raw: { ...raw, submissionId },
        consent: { textVersion: campaign.consentVersion, at },
      };
    },
  };
}
