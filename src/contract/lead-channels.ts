import * as z from 'zod/mini';

/**
 * What each channel sends to POST /api/v1/leads, for integrators. Intake judges again by itself and keeps what
 * it refuses; a test holds both to the same samples.
 */

const text = (max: number, description: string) =>
  z.nullish(z.string().check(z.maxLength(max))).register(z.globalRegistry, { description });
const instant = (description: string) =>
  z.iso.datetime({ offset: true }).register(z.globalRegistry, { description });
const phone = (description: string) =>
  z
    .union([z.string().check(z.minLength(1), z.maxLength(40)), z.int().check(z.gte(0))])
    .register(z.globalRegistry, { description });
const yuan = z.nullish(z.number().check(z.gte(0), z.lte(100_000_000)));
/** Only a key made for several channels reads it; a channel's own key refuses it as an unknown field. */
const named = <C extends string>(channel: C) => z.optional(z.literal(channel));

const PHONE = 'Mobile or landline number as the customer wrote it; +86 is assumed';

const form = {
  name: text(60, 'How the customer wants to be called'),
  phone: phone(PHONE),
  model: text(80, 'Model as written; matched against the model dictionary'),
  brand: text(40, 'Brand as written'),
  city: text(40, 'City as written'),
  wants: z
    .nullish(z.array(z.string().check(z.maxLength(40))).check(z.maxLength(10)))
    .register(z.globalRegistry, { description: 'test_drive, quote, trade_in, service, call_back' }),
  remark: text(500, 'What else the customer said'),
  budget: z
    .nullish(z.strictObject({ min: yuan, max: yuan }))
    .register(z.globalRegistry, { description: 'In yuan' }),
  plate: text(20, 'Number plate of the present car'),
  vin: text(30, 'Vehicle identification number'),
  behaviours: z
    .nullish(
      z
        .array(
          z.strictObject({
            type: z.string().check(z.regex(/^[a-z_]{1,40}$/)),
            at: instant('When'),
          }),
        )
        .check(z.maxLength(50)),
    )
    .register(z.globalRegistry, {
      description: 'What the customer did before, such as home_page_view; scored',
    }),
  businessLine: z.nullish(z.enum(['new_car', 'used_car', 'service', 'parts'])),
  storeId: text(64, 'Store the customer chose'),
  campaign: text(60, 'Slug of the campaign or show'),
  consent: z
    .nullish(
      z.union([
        z.literal(true),
        z.strictObject({
          textVersion: z.string().check(z.minLength(1), z.maxLength(40)),
          at: instant('When consent was given'),
        }),
      ]),
    )
    .register(z.globalRegistry, { description: 'Which consent text was agreed to, and when' }),
  submittedAt: z.nullish(instant('When the customer pressed the button')),
  submissionId: text(80, 'Made once per filled form: the same again is a repeat'),
};

export const SiteFormLead = z
  .strictObject({ channel: named('site_form'), ...form })
  .register(z.globalRegistry, { id: 'SiteFormLead', description: '官网表单: the dealer’s own web site' });

export const CampaignFormLead = z
  .strictObject({ channel: named('campaign_form'), ...form })
  .register(z.globalRegistry, { id: 'CampaignFormLead', description: '活动表单: a campaign’s form' });

export const MiniProgramLead = z
  .strictObject({
    channel: named('mini_program'),
    ...form,
    openId: text(64, 'The visitor’s openid'),
    nickName: text(60, 'Used as name where none was given'),
    phoneTyped: z.nullish(z.boolean()).register(z.globalRegistry, {
      description: 'True when the number was typed, not given by the platform’s phone component',
    }),
    page: text(200, 'Page the form was on'),
  })
  .register(z.globalRegistry, { id: 'MiniProgramLead', description: '官方小程序' });

export const AutoShowLead = z
  .strictObject({
    channel: named('auto_show'),
    ...form,
    event: text(60, 'Slug of the show'),
    booth: text(40, 'Booth the code hung at'),
  })
  .register(z.globalRegistry, { id: 'AutoShowLead', description: '车展扫码' });

export const PhoneCallLead = z
  .strictObject({
    channel: named('phone_call'),
    callId: z.string().check(z.minLength(1), z.maxLength(80)),
    from: phone('Number of the caller'),
    to: text(40, 'Number that was called'),
    startedAt: instant('When the call came in'),
    durationSeconds: z
      .number()
      .check(z.gte(0), z.lte(86_400))
      .register(z.globalRegistry, { description: '0 for a call nobody took: it asks for a call back' }),
    name: text(80, 'Who called'),
    model: text(80, 'Model asked about'),
    city: text(80, 'City'),
    storeId: text(64, 'Store that was called'),
    note: text(500, 'What was said'),
  })
  .register(z.globalRegistry, { id: 'PhoneCallLead', description: '来电, as a telephone system reports it' });

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** Portals add fields without asking: what nobody mapped is kept, counted and listed for mapping. */
export const AutohomePush = z
  .catchall(
    z.object({
      channel: named('autohome'),
      clueId: z.optional(scalar),
      clueType: z.optional(scalar),
      customerName: z.optional(scalar),
      customerPhone: z.optional(scalar),
      customerMobile: z.optional(scalar),
      brandName: z.optional(scalar),
      seriesName: z.optional(scalar),
      cityName: z.optional(scalar),
      dealerId: z.optional(scalar),
      createTime: z.optional(scalar),
      memo: z.optional(scalar),
    }),
    z.unknown(),
  )
  .register(z.globalRegistry, {
    id: 'AutohomePush',
    description: 'A push in the manner of Autohome, read by an editable mapping; unknown fields are allowed',
  });

const group = <S extends z.core.$ZodLooseShape>(shape: S) =>
  z.optional(z.catchall(z.object(shape), z.unknown()));

export const YichePush = z
  .catchall(
    z.object({
      channel: named('yiche'),
      orderInfo: group({
        orderId: z.optional(scalar),
        orderType: z.optional(scalar),
        createdOn: z.optional(scalar),
        remark: z.optional(scalar),
      }),
      userInfo: group({
        userName: z.optional(scalar),
        mobile: z.optional(scalar),
        phone: z.optional(scalar),
      }),
      carInfo: group({ masterName: z.optional(scalar), serialName: z.optional(scalar) }),
      cityInfo: group({ cityName: z.optional(scalar) }),
      dealerInfo: group({ dealerCode: z.optional(scalar) }),
    }),
    z.unknown(),
  )
  .register(z.globalRegistry, {
    id: 'YichePush',
    description: 'A push in the manner of Yiche, read by an editable mapping; unknown fields are allowed',
  });

/** Every channel that hands leads in over the API. */
export const LEAD_BODIES = {
  site_form: SiteFormLead,
  mini_program: MiniProgramLead,
  auto_show: AutoShowLead,
  campaign_form: CampaignFormLead,
  phone_call: PhoneCallLead,
  autohome: AutohomePush,
  yiche: YichePush,
} as const;

/** The body as documented: one of the channels'. */
export const LeadBody = z
  .union([
    SiteFormLead,
    MiniProgramLead,
    AutoShowLead,
    CampaignFormLead,
    PhoneCallLead,
    AutohomePush,
    YichePush,
  ])
  .register(z.globalRegistry, {
    id: 'LeadBody',
    description:
      'Fields of the channel the API key belongs to. `channel` is sent only with a key made for any channel.',
  });
