import type { Card, CardButton, CardChoice, CardForm } from '#bot/cards/card';
import { neededLine, oneLine, paragraph, withinBytes } from './card-text.ts';
import type { TemplateCard } from './wire/template-card.ts';

/** What `button.style` and `source.desc_color` are called on the wire. */
const STYLES = { primary: 1, normal: 2, danger: 3 } as const;
const TONES = { muted: 0, normal: 1, urgent: 2, good: 3 } as const;

/** Lengths the client shows (wecom docs 90236); counts are enforced by the platform. */
const LIMIT = {
  source: 20,
  title: 36,
  desc: 44,
  longDesc: 160,
  subTitle: 160,
  keyname: 5,
  value: 30,
  button: 10,
  option: 16,
  lines: 6,
  buttons: 6,
  options: 10,
  ticks: 20,
  choices: 3,
  menu: 3,
} as const;

/** Key of the greyed button of a finished card. Nothing answers to it. */
const FINISHED_KEY = 'card.done|-|0';

/**
 * A card as it is first sent, or null when a template card cannot say it: nothing to press and no page to
 * open (`text_notice` must open something), which goes out as a text instead.
 */
export function renderCard(card: Card, cardId: string): TemplateCard | null {
  const drawn = hasDecision(card) ? draw(card) : textNotice(card);
  return drawn === null ? null : { ...drawn, task_id: cardId };
}

/**
 * A card as it replaces one that was sent. Without anything left to press it becomes a notice that opens the
 * page; without a page, a card whose one button is grey and says what happened.
 */
export function renderUpdate(card: Card): TemplateCard {
  if (hasDecision(card)) return draw(card);
  return textNotice(card) ?? finished(card);
}

/** The same content as a text message. */
export function renderText(card: Card): string {
  const lines = card.lines.slice(0, LIMIT.lines).map((line) => `${line.label}：${line.value}`);
  const parts = [card.title, card.subtitle, card.note, ...lines, card.outcome];
  const text = parts.flatMap((part) => (part ? [paragraph(part, 300)] : [])).join('\n');
  return withinBytes(text || '—', 2048);
}

function hasDecision(card: Card): boolean {
  return card.form !== undefined || card.buttons.length > 0;
}

function draw(card: Card): TemplateCard {
  if (card.form === undefined) return buttonCard(card);
  return card.form.ticks === undefined ? formCard(card, card.form) : voteCard(card, card.form);
}

function buttonCard(card: Card): TemplateCard {
  return {
    card_type: 'button_interaction',
    ...body(card),
    main_title: title(card),
    ...(card.link ? { card_action: { type: 1, url: card.link } } : {}),
    ...(card.choice ? { button_selection: selection(card.choice) } : {}),
    button_list: card.buttons.slice(0, LIMIT.buttons).map(button),
  };
}

function textNotice(card: Card): TemplateCard | null {
  if (!card.link) return null;
  const notice = {
    ...body(card),
    main_title: title(card),
    card_action: { type: 1 as const, url: card.link },
  };
  if (card.image === undefined) return { card_type: 'text_notice', ...notice };
  const { sub_title_text: said, ...rest } = notice;
  // A picture card has no paragraph of its own; its lines of title and text do that.
  const vertical = said === undefined ? {} : { vertical_content_list: [{ title: '说明', desc: said }] };
  return { card_type: 'news_notice', ...rest, card_image: { url: card.image.url }, ...vertical };
}

function finished(card: Card): TemplateCard {
  const outcome = neededLine(card.outcome ?? card.title, LIMIT.button);
  return {
    card_type: 'button_interaction',
    ...body(card),
    main_title: title(card),
    button_list: [{ type: 0, text: outcome, style: STYLES.normal, key: FINISHED_KEY }],
    replace_text: outcome,
  };
}

function formCard(card: Card, form: CardForm): TemplateCard {
  return {
    card_type: 'multiple_interaction',
    ...formHead(card),
    select_list: form.choices.slice(0, LIMIT.choices).map(selection),
    submit_button: submit(form),
  };
}

/** One question with all its options in view; the wire calls it a vote. */
function voteCard(card: Card, form: CardForm): TemplateCard {
  const [question] = form.choices;
  if (question === undefined) throw new Error(`card ${card.kind} asks no question`);
  return {
    card_type: 'vote_interaction',
    ...formHead(card),
    checkbox: {
      question_key: question.key,
      mode: form.ticks === 'many' ? 1 : 0,
      option_list: question.options.slice(0, LIMIT.ticks).map((option) => ({
        id: option.id,
        text: neededLine(option.text, LIMIT.option),
        is_checked: option.id === question.selected,
      })),
    },
    submit_button: submit(form),
  };
}

function submit(form: CardForm) {
  return { text: neededLine(form.submit.text, LIMIT.button), key: form.submit.key };
}

/** Form cards have no lines, quote or menu: what they would say goes into the description. */
function formHead(card: Card) {
  const said = [card.subtitle, card.note, ...card.lines.map((line) => `${line.label} ${line.value}`)];
  const desc = [...said, card.outcome].flatMap((part) => (part ? [part] : [])).join('；');
  return {
    source: source(card),
    main_title: {
      title: neededLine(card.title, LIMIT.title),
      ...(desc && { desc: oneLine(desc, LIMIT.longDesc) }),
    },
  };
}

/** The parts that notices and button cards share. */
function body(card: Card) {
  const lines = card.lines
    .map((line) => ({ keyname: oneLine(line.label, LIMIT.keyname), value: oneLine(line.value, LIMIT.value) }))
    .filter((line) => line.keyname !== '')
    .slice(0, LIMIT.lines);
  const menu = (card.menu ?? []).slice(0, LIMIT.menu);
  return {
    source: source(card),
    ...(card.note ? { sub_title_text: paragraph(card.note, LIMIT.subTitle) } : {}),
    ...(card.outcome
      ? { quote_area: { type: 0 as const, quote_text: oneLine(card.outcome, LIMIT.subTitle) } }
      : {}),
    ...(lines.length > 0 ? { horizontal_content_list: lines } : {}),
    ...(menu.length > 0 ? { action_menu: { desc: '更多操作', action_list: menu.map(menuItem) } } : {}),
  };
}

function source(card: Card) {
  return { desc: oneLine(card.source, LIMIT.source), desc_color: TONES[card.tone] };
}

function title(card: Card) {
  return {
    title: neededLine(card.title, LIMIT.title),
    ...(card.subtitle ? { desc: oneLine(card.subtitle, LIMIT.desc) } : {}),
  };
}

function button(of: CardButton) {
  return { type: 0 as const, text: neededLine(of.text, LIMIT.button), style: STYLES[of.style], key: of.key };
}

function menuItem(of: CardButton) {
  return { text: neededLine(of.text, LIMIT.button), key: of.key };
}

function selection(choice: CardChoice) {
  return {
    question_key: choice.key,
    title: oneLine(choice.title, LIMIT.keyname * 2),
    ...(choice.selected ? { selected_id: choice.selected } : {}),
    option_list: choice.options
      .slice(0, LIMIT.options)
      .map((option) => ({ id: option.id, text: neededLine(option.text, LIMIT.option) })),
  };
}
