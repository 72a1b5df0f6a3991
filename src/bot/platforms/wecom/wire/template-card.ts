import { z } from 'zod';

/**
 * The five template cards as JSON (wecom docs 90236 §4.2). Counts, required fields and byte limits are
 * enforced; lengths in characters are only recommended by the platform and cut by its client. The message
 * of each issue is the platform's own error code, so that a server can answer with it.
 */
const bytes = (max: number, code: number) =>
  z
    .string({ error: String(code) })
    .min(1, String(code))
    .refine((text) => Buffer.byteLength(text) <= max, String(code));
const url = z
  .string({ error: '42028' })
  .max(2048, '42028')
  .regex(/^https?:\/\/\S+$/, '45034');
const text = (code: number) => z.string({ error: String(code) }).min(1, String(code));
const list = <T extends z.ZodType>(item: T, max: number, code: number) =>
  z.array(item, { error: String(code) }).max(max, String(code));
const filled = <T extends z.ZodType>(item: T, max: number, code: number) =>
  list(item, max, code).min(1, String(code));

/** `[0-9A-Za-z_\-@]`, at most 128 bytes, unique per app for ever. */
export const TaskId = z.string({ error: '42014' }).regex(/^[0-9A-Za-z_\-@]{1,128}$/, '42014');

const Source = z.object({
  icon_url: z.string().optional(),
  desc: z.string().optional(),
  desc_color: z.number().int().min(0).max(3).optional(),
});
const MainTitle = z.object({ title: z.string().optional(), desc: z.string().optional() });
const TitleRequired = z.object({ title: text(41016), desc: z.string().optional() }, { error: '41016' });
const MenuItem = z.object({ text: text(42039), key: bytes(1024, 42017) });
const ActionMenu = z.object({
  desc: z.string().optional(),
  action_list: filled(MenuItem, 3, 42051).refine(
    (items) => new Set(items.map((item) => item.key)).size === items.length,
    '42051',
  ),
});
const Jump = {
  type: z.union([z.literal(0), z.literal(1), z.literal(2)], { error: '42045' }).optional(),
  url: url.optional(),
  appid: z.string().optional(),
  pagepath: z.string().optional(),
};
const QuoteArea = z.object({ ...Jump, title: z.string().optional(), quote_text: z.string().optional() });
const HorizontalContent = z
  .object({
    type: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]).optional(),
    keyname: text(42027),
    value: z.string().optional(),
    url: url.optional(),
    media_id: z.string().optional(),
    userid: z.string().optional(),
  })
  .refine((line) => line.type !== 1 || line.url !== undefined, '42028')
  .refine((line) => line.type !== 2 || line.media_id !== undefined, '42029')
  .refine((line) => line.type !== 3 || line.userid !== undefined, '42050');
const horizontal = list(HorizontalContent, 6, 42035).optional();
const CardAction = z
  .object(
    { ...Jump, type: z.union([z.literal(0), z.literal(1), z.literal(2)], { error: '42045' }) },
    { error: '42045' },
  )
  .refine((action) => action.type !== 1 || action.url !== undefined, '42045')
  .refine((action) => action.type !== 2 || action.appid !== undefined, '42045');
const CardLink = CardAction.refine((action) => action.type !== 0, '42045');
const VerticalContent = z.object({ title: text(42033), desc: z.string().optional() });
const JumpItem = z.object({ ...Jump, title: text(42033) });
const Option = z.object({ id: bytes(128, 42040), text: text(42041) });
const options = (max: number) =>
  filled(Option, max, 42037).refine(
    (items) => new Set(items.map((item) => item.id)).size === items.length,
    '42040',
  );
const Selection = z.object({
  question_key: bytes(1024, 42043),
  title: z.string().optional(),
  selected_id: z.string().optional(),
  disable: z.boolean().optional(),
  option_list: options(10),
});
const Button = z
  .object({
    type: z.union([z.literal(0), z.literal(1)]).optional(),
    text: text(42038),
    style: z.number().int().optional(),
    key: bytes(1024, 42017).optional(),
    url: url.optional(),
  })
  .refine((button) => button.type === 1 || button.key !== undefined, '42017')
  .refine((button) => button.type !== 1 || button.url !== undefined, '42028');
const SubmitButton = z.object({ text: text(42049), key: bytes(1024, 42046) }, { error: '42046' });
const Image = z.object({ url, aspect_ratio: z.number().optional() }, { error: '42044' });

const notice = {
  source: Source.optional(),
  action_menu: ActionMenu.optional(),
  task_id: TaskId.optional(),
  quote_area: QuoteArea.optional(),
  horizontal_content_list: horizontal,
  jump_list: list(JumpItem, 3, 42042).optional(),
};
export const TextNotice = z
  .object({
    card_type: z.literal('text_notice'),
    ...notice,
    main_title: MainTitle.optional(),
    emphasis_content: MainTitle.optional(),
    sub_title_text: z.string().optional(),
    card_action: CardLink,
  })
  .refine((card) => Boolean(card.main_title?.title || card.sub_title_text), '41016');
export const NewsNotice = z
  .object({
    card_type: z.literal('news_notice'),
    ...notice,
    main_title: TitleRequired,
    card_image: Image.optional(),
    image_text_area: z
      .object({ ...Jump, title: z.string().optional(), desc: z.string().optional(), image_url: url })
      .optional(),
    vertical_content_list: list(VerticalContent, 4, 42036).optional(),
    card_action: CardLink,
  })
  .refine((card) => card.card_image !== undefined || card.image_text_area !== undefined, '42044');
export const ButtonInteraction = z.object({
  card_type: z.literal('button_interaction'),
  source: Source.optional(),
  action_menu: ActionMenu.optional(),
  task_id: TaskId.optional(),
  main_title: TitleRequired,
  quote_area: QuoteArea.optional(),
  sub_title_text: z.string().optional(),
  horizontal_content_list: horizontal,
  card_action: CardAction.optional(),
  button_selection: Selection.optional(),
  button_list: filled(Button, 6, 42038),
  replace_text: z.string().optional(),
});
export const VoteInteraction = z.object({
  card_type: z.literal('vote_interaction'),
  source: Source.optional(),
  task_id: TaskId.optional(),
  main_title: TitleRequired,
  checkbox: z.object({
    question_key: bytes(1024, 42043),
    mode: z.union([z.literal(0), z.literal(1)]).optional(),
    disable: z.boolean().optional(),
    option_list: filled(Option.extend({ is_checked: z.boolean().optional() }), 20, 42037),
  }),
  submit_button: SubmitButton.optional(),
  replace_text: z.string().optional(),
});
export const MultipleInteraction = z.object({
  card_type: z.literal('multiple_interaction'),
  source: Source.optional(),
  task_id: TaskId.optional(),
  main_title: TitleRequired,
  select_list: filled(Selection, 3, 42047),
  submit_button: SubmitButton.optional(),
  replace_text: z.string().optional(),
});

/** A card in an update: interactive ones need no task id, submit buttons may be missing. */
export const TemplateCard = z.discriminatedUnion(
  'card_type',
  [TextNotice, NewsNotice, ButtonInteraction, VoteInteraction, MultipleInteraction],
  { error: '42031' },
);
export type TemplateCard = z.output<typeof TemplateCard>;

/** A card as first sent: interactive cards and menus need a task id, vote and multiple a submit button. */
export const SentTemplateCard = TemplateCard.refine(
  (card) => card.task_id !== undefined || !isInteractive(card),
  '42014',
).refine(
  (card) =>
    (card.card_type !== 'vote_interaction' && card.card_type !== 'multiple_interaction') ||
    card.submit_button !== undefined,
  '42046',
);

/** True for cards that can be pressed and therefore bring response codes. */
export function isInteractive(card: TemplateCard): boolean {
  if (card.card_type === 'text_notice' || card.card_type === 'news_notice') {
    return card.action_menu !== undefined;
  }
  return true;
}

/** The platform's code for what is wrong with a request; 40058 (invalid parameter) when no rule names one. */
export function wireErrorCode(error: z.ZodError): number {
  for (const issue of error.issues) {
    if (/^\d{5}$/.test(issue.message)) return Number(issue.message);
  }
  return 40058;
}
