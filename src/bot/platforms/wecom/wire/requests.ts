import { z } from 'zod';
import { SentTemplateCard, TemplateCard } from './template-card.ts';

const flag = z.union([z.literal(0), z.literal(1)]).optional();
const content = (max: number) =>
  z.object({
    content: z
      .string({ error: '44004' })
      .min(1, '44004')
      .refine((text) => Buffer.byteLength(text) <= max, '45002'),
  });

const common = {
  /** `|`-joined, at most 1000. */
  touser: z.string().optional(),
  toparty: z.string().optional(),
  totag: z.string().optional(),
  agentid: z.number({ error: '40056' }).int('40056'),
  safe: z.number().optional(),
  enable_id_trans: flag,
  enable_duplicate_check: flag,
  duplicate_check_interval: z.number().int().min(1).max(14_400).optional(),
};

/** `POST /cgi-bin/message/send` for the message types we send (wecom docs 90236). */
export const MessageSend = z.discriminatedUnion(
  'msgtype',
  [
    // Longer texts are cut by the platform, not refused.
    z.object({ ...common, msgtype: z.literal('text'), text: content(Number.POSITIVE_INFINITY) }),
    z.object({ ...common, msgtype: z.literal('markdown'), markdown: content(2048) }),
    z.object({
      ...common,
      msgtype: z.literal('textcard'),
      textcard: z.object({
        title: z.string({ error: '41016' }).min(1, '41016'),
        description: z.string({ error: '41033' }).min(1, '41033'),
        url: z.string({ error: '41009' }).regex(/^https?:\/\//, '45034'),
        btntxt: z.string().optional(),
      }),
    }),
    z.object({ ...common, msgtype: z.literal('template_card'), template_card: SentTemplateCard }),
  ],
  { error: '40008' },
);
export type MessageSend = z.output<typeof MessageSend>;

/** Recipients it could not reach are named in `|`-joined strings, in lower case, beside errcode 0. */
export const MessageSendAnswer = z.object({
  errcode: z.number(),
  errmsg: z.string().optional(),
  invaliduser: z.string().optional(),
  invalidparty: z.string().optional(),
  invalidtag: z.string().optional(),
  unlicenseduser: z.string().optional(),
  msgid: z.string().optional(),
  response_code: z.string().optional(),
});

/** `POST /cgi-bin/message/update_template_card` (wecom docs 94888): new button text or a whole new card. */
export const UpdateTemplateCard = z
  .object({
    userids: z.array(z.string()).max(1000, '40032').optional(),
    partyids: z.array(z.number()).max(100, '82002').optional(),
    tagids: z.array(z.number()).max(100, '82003').optional(),
    atall: flag,
    agentid: z.number({ error: '40056' }).int('40056'),
    response_code: z.string({ error: '60140' }).min(1, '60140'),
    enable_id_trans: flag,
    button: z.object({ replace_name: z.string({ error: '42018' }).min(1, '42018') }).optional(),
    template_card: TemplateCard.optional(),
  })
  .refine((body) => (body.button === undefined) !== (body.template_card === undefined), '40058');
export type UpdateTemplateCard = z.output<typeof UpdateTemplateCard>;

/** Unlike message/send, `invaliduser` is an array here. */
export const UpdateTemplateCardAnswer = z.object({
  errcode: z.number(),
  errmsg: z.string().optional(),
  invaliduser: z.array(z.string()).optional(),
});

/** `POST /cgi-bin/message/recall`: within 24 h, by the app that sent it. */
export const MessageRecall = z.object({ msgid: z.string({ error: '40058' }).min(1, '40058') });

/** `POST /cgi-bin/externalcontact/send_welcome_msg` (wecom docs 92137). */
export const SendWelcome = z
  .object({
    welcome_code: z.string({ error: '41049' }).min(1, '41049'),
    text: z
      .object({ content: z.string().refine((text) => Buffer.byteLength(text) <= 4000, '45002') })
      .optional(),
    attachments: z
      .array(
        z.object({
          msgtype: z.literal('link', { error: '41064' }),
          link: z.object({
            title: z.string({ error: '41016' }).min(1, '41016'),
            picurl: z.string().optional(),
            desc: z.string().optional(),
            url: z.string({ error: '41009' }).regex(/^https?:\/\//, '45034'),
          }),
        }),
      )
      .max(9, '41065')
      .optional(),
  })
  .refine((body) => body.text !== undefined || (body.attachments ?? []).length > 0, '44004');

/** Every answer of the platform carries a code; HTTP is 200 also for errors. */
export const Answer = z.object({ errcode: z.number().int(), errmsg: z.string().optional() });

export const TokenAnswer = Answer.extend({
  access_token: z.string().max(512).optional(),
  expires_in: z.number().int().positive().optional(),
});

export const DepartmentListAnswer = Answer.extend({
  department: z
    .array(
      z.object({ id: z.number().int(), name: z.string().default(''), parentid: z.number().int().default(0) }),
    )
    .default([]),
});

export const WireMember = z.object({
  userid: z.string().min(1).max(64),
  name: z.string().default(''),
  department: z.array(z.number().int()).default([]),
  /** 1 active, 2 disabled, 4 not activated, 5 left. */
  status: z.number().int().default(1),
});
export const UserListAnswer = Answer.extend({ userlist: z.array(WireMember).default([]) });
export const UserGetAnswer = Answer.extend(WireMember.partial().shape);

/** New spelling in lower case, the old `user/getuserinfo` capitalised. */
export const UserInfoAnswer = Answer.extend({
  userid: z.string().optional(),
  UserId: z.string().optional(),
  openid: z.string().optional(),
  OpenId: z.string().optional(),
  external_userid: z.string().optional(),
});
