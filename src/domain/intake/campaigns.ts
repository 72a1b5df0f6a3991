import { z } from 'zod';
import type { CommandContext } from '#domain/kernel/command-context';
import { appError } from '#domain/kernel/errors';
import { newId } from '#domain/kernel/ids';
import { assertActorMay } from '#domain/staff/index';
import { monotonicMs } from '#infra/clock';
import { isDuplicateKey } from '#infra/mongo';
import { type Campaign, CampaignModel, toCampaign } from './campaign.model.ts';

const FRESH_MS = 2_000;
let cached: { readonly all: Promise<readonly Campaign[]>; readonly until: number } | null = null;

const DEFAULT_CONSENT =
  '我同意贵公司为回复本次咨询而使用我填写的姓名和手机号，并由销售顾问与我联系。我可以随时要求停止使用并删除。';

const CampaignInput = z.strictObject({
  slug: z.string().regex(/^[a-z0-9-]{1,27}$/, '只能用小写字母、数字和连字符，最多 27 位'),
  name: z.string().trim().min(1).max(60),
  storeId: z.string().max(64).nullable().default(null),
  channel: z.enum(['campaign_form', 'auto_show', 'wecom_contact']).default('campaign_form'),
  seriesIds: z.array(z.string().max(64)).max(30).default([]),
  consentText: z.string().trim().min(10).max(1_000).default(DEFAULT_CONSENT),
  consentVersion: z.string().min(1).max(40).default('v1'),
  active: z.boolean().default(true),
});
export type CampaignInput = z.input<typeof CampaignInput>;

/** Adds a campaign. Throws INVALID_INPUT (also for a slug that is taken), FORBIDDEN. */
export async function createCampaign(ctx: CommandContext, input: CampaignInput): Promise<Campaign> {
  await assertActorMay(ctx.actor, 'intake.manage');
  const parsed = CampaignInput.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw appError('INVALID_INPUT', { field: issue!.path.join('.'), fix: issue!.message });
  }
  const record = { _id: newId(), ...parsed.data, createdAt: ctx.clock.now() };
  try {
    await CampaignModel.create([record]);
  } catch (error) {
    if (isDuplicateKey(error)) throw appError('INVALID_INPUT', { field: 'slug', fix: '这个地址已被使用' });
    throw error;
  }
  cached = null;
  return toCampaign(record);
}

/** Adds the campaigns whose slug is not there yet; for seeds. */
export async function seedCampaigns(
  ctx: CommandContext,
  list: readonly CampaignInput[],
): Promise<Campaign[]> {
  cached = null;
  const made: Campaign[] = [];
  for (const input of list) {
    made.push((await getCampaignBySlug(input.slug)) ?? (await createCampaign(ctx, input)));
  }
  return made;
}

export async function setCampaignActive(
  ctx: CommandContext,
  input: { campaignId: string; active: boolean },
): Promise<void> {
  await assertActorMay(ctx.actor, 'intake.manage');
  const change = { $set: { active: input.active === true } };
  const result = await CampaignModel.updateOne({ _id: String(input.campaignId) }, change);
  if (result.matchedCount === 0) throw appError('NOT_FOUND', { what: '这个活动' });
  cached = null;
}

/** Null when there is none; a campaign that ended is still found, with `active: false`. */
export async function getCampaignBySlug(slug: string): Promise<Campaign | null> {
  return (await listCampaigns()).find((campaign) => campaign.slug === slug) ?? null;
}

export async function findCampaign(id: string): Promise<Campaign | null> {
  return (await listCampaigns()).find((campaign) => campaign.id === id) ?? null;
}

/** All campaigns, newest first, at most two seconds old. */
export function listCampaigns(): Promise<readonly Campaign[]> {
  if (cached !== null && cached.until > monotonicMs()) return cached.all;
  const all = CampaignModel.find({})
    .sort({ _id: -1 })
    .lean()
    .then((records) => records.map(toCampaign));
  cached = { all, until: monotonicMs() + FRESH_MS };
  all.catch(() => {
    cached = null;
  });
  return all;
}

/** Lets this process see a change at once. */
export function forgetCampaigns(): void {
  cached = null;
}
