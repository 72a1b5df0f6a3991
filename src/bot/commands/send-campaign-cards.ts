import { listCampaigns } from '#domain/intake/index';
import { type AnswerOptions, answer, type Speaker } from '../answer.ts';
import { LANE, queueDeliveries } from '../deliveries/queue-delivery.ts';

/** So many cards at once are still looked at; the newest campaigns come first. */
const MOST = 5;

/** Sends the QR codes of the campaigns a salesperson may stand beside: those of the store and of all stores. */
export async function sendCampaignCards(options: AnswerOptions, speaker: Speaker): Promise<void> {
  const { staff, platform, inboxId } = speaker;
  const mine = (await listCampaigns())
    .filter(({ active, storeId }) => active && (storeId === null || storeId === staff.storeId))
    .slice(0, MOST);
  if (mine.length === 0) return answer(options, speaker, 'replies/no-campaigns', {});
  await answer(options, speaker, 'replies/campaigns', { count: mine.length });
  await queueDeliveries(
    options.clock,
    mine.map((campaign) => ({
      card: 'campaign',
      subject: `campaign:${campaign.id}`,
      recipientId: staff.id,
      platform: platform.name,
      dedupeKey: `campaign:${inboxId}:${campaign.id}`,
      lane: LANE.reply,
    })),
  );
}
