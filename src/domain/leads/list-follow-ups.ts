import { type FollowUp, FollowUpModel, toFollowUp } from './follow-up.model.ts';

/** Follow-ups of a lead, newest first, at most 200. */
export async function listFollowUps(leadId: string): Promise<FollowUp[]> {
  const records = await FollowUpModel.find({ leadId: String(leadId) })
    .sort({ _id: -1 })
    .limit(200)
    .lean();
  return records.map(toFollowUp);
}
