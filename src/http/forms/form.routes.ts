import QRCode from 'qrcode';
import * as z from 'zod/mini';
import { getCampaignBySlug, receivePayload } from '#domain/intake/index';
import type { Clock } from '#domain/kernel/clock';
import type { CommandContext } from '#domain/kernel/command-context';
import { appError } from '#domain/kernel/errors';
import { metrics } from '#infra/metrics';
import type { Limits } from '../core/limits.ts';
import { type Reply, type Route, route } from '../core/route.ts';
import { messagePage } from '../pages/render-page.ts';
import { type CampaignForm, campaignForm } from './campaign-form.ts';
import { createFormTokens, type FormTokens } from './form-token.ts';
import { checkForm, EMPTY_FORM, type FormErrors, type FormValues, renderLeadForm } from './lead-form.ts';

const Slug = z.strictObject({ slug: z.string().check(z.regex(/^[a-z0-9-]{1,60}$/, '地址不正确')) });
const optional = z._default(z.string().check(z.maxLength(2_000)), '');
const Submission = z.strictObject({
  token: optional,
  website: optional,
  name: optional,
  phone: optional,
  model: optional,
  want: optional,
  remark: optional,
  consent: z.optional(z.string()),
});

interface FormOptions {
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly sessionSecret: string;
  readonly limits: Limits;
}

/** The hosted form of a campaign: made for phones, without an account, kept from spam. */
export function formRoutes(options: FormOptions): Route[] {
  const tokens = createFormTokens(options.clock, options.sessionSecret);
  const shared = {
    tag: 'forms',
    hidden: true,
    access: { kind: 'public', why: 'customers have no account' },
    params: Slug,
  } as const;
  return [
    route({
      ...shared,
      method: 'GET',
      path: '/f/:slug',
      summary: 'The form',
      handle: async ({ params }) => {
        const campaign = await openCampaign(params.slug);
        return formPage(200, campaign, tokens, EMPTY_FORM, {});
      },
    }),
    route({
      ...shared,
      method: 'POST',
      path: '/f/:slug',
      summary: 'Hand the form in',
      body: Submission,
      bodyType: 'form',
      bodyLimit: 16 * 1024,
      handle: async ({ params, body, ctx, http }) => {
        await options.limits.form_address.use(http.ip);
        await options.limits.form_campaign.use(params.slug);
        return submit({ tokens, ctx, campaign: await openCampaign(params.slug) }, body);
      },
    }),
    route({
      ...shared,
      method: 'GET',
      path: '/f/:slug/thanks',
      summary: 'After the form',
      handle: async ({ params }) => thanksPage((await openCampaign(params.slug)).name),
    }),
    route({
      ...shared,
      method: 'GET',
      path: '/f/:slug/qr.svg',
      summary: 'QR code of the form, as SVG',
      handle: async ({ params }) => ({
        type: 'image/svg+xml',
        body: await QRCode.toString(await formUrl(params.slug, options.publicUrl), {
          type: 'svg',
          margin: 2,
        }),
        headers: CACHED,
      }),
    }),
    route({
      ...shared,
      method: 'GET',
      path: '/f/:slug/qr.png',
      summary: 'QR code of the form, as PNG for print',
      handle: async ({ params }) => ({
        type: 'image/png',
        body: await QRCode.toBuffer(await formUrl(params.slug, options.publicUrl), {
          width: 1024,
          margin: 2,
        }),
        headers: CACHED,
      }),
    }),
  ];
}

const CACHED = { 'cache-control': 'public, max-age=3600' } as const;

interface Submitting {
  readonly tokens: FormTokens;
  readonly ctx: CommandContext;
  readonly campaign: CampaignForm;
}

async function submit(at: Submitting, body: z.infer<typeof Submission>): Promise<Reply> {
  const { campaign, tokens } = at;
  const values: FormValues = { ...body, consent: body.consent === 'yes' };
  // Filled by scripts only. They see success, we keep nothing.
  if (body.website !== '') {
    metrics.leadsReceived.inc({ channel: campaign.channel, outcome: 'spam' });
    return toThanks(campaign.slug);
  }
  const again = (errors: FormErrors, token?: string) =>
    formPage(422, campaign, tokens, values, errors, token);
  const token = tokens.judge(campaign.slug, body.token);
  if (token.type === 'too_fast') return again({ form: '提交得太快了，请再点一次“提交”。' }, body.token);
  if (token.type !== 'ok') return again({ form: '页面打开得太久了，内容还在，请再点一次“提交”。' });
  const errors = checkForm(values);
  if (Object.keys(errors).length > 0) return again(errors, body.token);
  const result = await receivePayload(at.ctx, campaign.payload(values, token.nonce, at.ctx.clock.now()));
  if (result.outcome !== 'rejected') return toThanks(campaign.slug);
  const field = result.field === 'name' || result.field === 'phone' ? result.field : 'form';
  return again({ [field]: '这一项我们没能识别，请检查后再提交。' });
}

/** 303: reloading the thanks page asks for it again, it does not send the form again. */
function toThanks(slug: string): Reply {
  return { status: 303, headers: { location: `/f/${slug}/thanks`, 'cache-control': 'no-store' } };
}

function formPage(
  status: number,
  campaign: CampaignForm,
  tokens: FormTokens,
  values: FormValues,
  errors: FormErrors,
  token = tokens.issue(campaign.slug),
): Reply {
  const body = renderLeadForm({ campaign, models: campaign.models, token, values, errors });
  return { status, type: 'html', body, headers: { 'cache-control': 'no-store' } };
}

function thanksPage(name: string): Reply {
  const message = `谢谢您参加${name}。我们已收到您的信息，顾问会尽快与您联系。`;
  return { type: 'html', body: messagePage({ title: '已收到', message, hint: '现在可以关闭本页。' }) };
}

async function openCampaign(slug: string): Promise<CampaignForm> {
  const campaign = await getCampaignBySlug(slug);
  if (campaign === null || !campaign.active)
    throw appError('NOT_FOUND', { what: '这个活动，它可能已经结束' });
  return await campaignForm(campaign);
}

async function formUrl(slug: string, publicUrl: string): Promise<string> {
  return `${publicUrl}/f/${(await openCampaign(slug)).slug}`;
}
