import { listCampaigns } from '#domain/intake/index';
import type { Render } from '../templates.ts';
import type { Card } from './card.ts';
import type { CardBuilder } from './card-builder.ts';

/** The form of a campaign as a salesperson shows it to a customer: its QR code as a picture. Pure. */
export function campaignCard(
  campaign: { readonly name: string; readonly slug: string },
  publicUrl: string,
  render: Render,
): Card {
  const page = `${publicUrl}/f/${encodeURIComponent(campaign.slug)}`;
  return {
    kind: 'campaign',
    source: render('cards/campaign/source'),
    tone: 'normal',
    title: campaign.name,
    subtitle: render('cards/campaign/hint'),
    lines: [],
    buttons: [],
    image: { url: `${page}/qr.png` },
    link: page,
  };
}

/** Draws campaign cards; one that was closed meanwhile is not shown. */
export function campaignCardBuilder(options: { publicUrl: string; render: Render }): CardBuilder {
  return {
    card: 'campaign',
    build: async (requests) => {
      const campaigns = new Map((await listCampaigns()).map((campaign) => [campaign.id, campaign]));
      return requests.map(({ subjectId }) => {
        const campaign = campaigns.get(subjectId);
        return campaign?.active ? campaignCard(campaign, options.publicUrl, options.render) : null;
      });
    },
  };
}
