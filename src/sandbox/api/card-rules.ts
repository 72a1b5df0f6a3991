import { bytes, list, record, refuse, text } from './call.ts';

const CARD_TYPES = [
  'text_notice',
  'news_notice',
  'button_interaction',
  'vote_interaction',
  'multiple_interaction',
];
const ALWAYS_INTERACTIVE = ['button_interaction', 'vote_interaction', 'multiple_interaction'];

/** True for cards that return a response_code, call back and can be updated (wecom docs 90236). */
export function isInteractive(card: Record<string, unknown>): boolean {
  return ALWAYS_INTERACTIVE.includes(String(card.card_type)) || card.action_menu !== undefined;
}

/**
 * Refuses a template card as the platform does: required fields, list counts, keys. Lengths given in 字 are
 * recommendations and only truncated on the screen. Sources: wecom docs 90236, codes 90313.
 */
export function checkCard(card: Record<string, unknown>, use: 'send' | 'update' = 'send'): void {
  const type = typeof card.card_type === 'string' ? card.card_type : '';
  if (!CARD_TYPES.includes(type)) refuse(42031);
  checkTitles(card, type);
  checkLists(card);
  if (type === 'text_notice' || type === 'news_notice') checkAction(record(card.card_action), [1, 2]);
  else if (card.card_action !== undefined) checkAction(record(card.card_action), [0, 1, 2]);
  if (type === 'news_notice') checkPicture(card);
  const keys = new Set<string>();
  if (type === 'button_interaction') checkButtons(card, keys);
  if (type === 'vote_interaction') checkChoice(record(card.checkbox), 20);
  if (type === 'multiple_interaction') checkSelects(card);
  const submits = type === 'vote_interaction' || type === 'multiple_interaction';
  // An update may leave the submit button out: the form is then over (wecom docs 94888).
  if (submits && (use === 'send' || card.submit_button !== undefined))
    checkSubmit(record(card.submit_button));
  if (card.action_menu !== undefined) checkMenu(record(card.action_menu), keys);
}

/** `[0-9A-Za-z_\-@]`, at most 128 bytes; whether it is new is the sender's business. */
export function checkTaskId(card: Record<string, unknown>): string | null {
  const taskId = card.task_id;
  if (taskId === undefined || taskId === '') return isInteractive(card) ? refuse(42014) : null;
  if (typeof taskId !== 'string' || !/^[0-9A-Za-z_\-@]{1,128}$/.test(taskId)) refuse(42014);
  return taskId;
}

function checkTitles(card: Record<string, unknown>, type: string): void {
  const title = record(card.main_title).title;
  const hasTitle = typeof title === 'string' && title !== '';
  if (type !== 'text_notice') {
    if (!hasTitle) refuse(41016, 'main_title.title');
    return;
  }
  const sub = card.sub_title_text;
  if (!hasTitle && (typeof sub !== 'string' || sub === ''))
    refuse(41016, 'main_title.title or sub_title_text');
}

function checkLists(card: Record<string, unknown>): void {
  const horizontal = list(card.horizontal_content_list).map(record);
  if (horizontal.length > 6) refuse(42035);
  for (const line of horizontal) {
    text(line.keyname, 42027);
    if (line.type === 1) checkUrl(line.url);
    if (line.type === 2) text(line.media_id, 42029);
    if (line.type === 3) text(line.userid, 42050);
  }
  const vertical = list(card.vertical_content_list).map(record);
  if (vertical.length > 4) refuse(42036);
  for (const line of vertical) text(line.title, 42033, 'vertical_content_list');
  const jumps = list(card.jump_list).map(record);
  if (jumps.length > 3) refuse(42042);
  for (const jump of jumps) {
    text(jump.title, 42033, 'jump_list');
    checkTarget(jump);
  }
  if (card.quote_area !== undefined) checkTarget(record(card.quote_area));
}

/** type 1 opens a page, type 2 a mini-program. */
function checkTarget(target: Record<string, unknown>): void {
  if (target.type === 1) checkUrl(target.url);
  if (target.type === 2) text(target.appid, 42030);
}

function checkUrl(url: unknown): void {
  const given = text(url, 42028);
  if (!/^https?:\/\//.test(given)) refuse(45034);
  if (bytes(given) > 2048) refuse(45002, 'url');
}

function checkAction(action: Record<string, unknown>, types: number[]): void {
  if (!types.includes(Number(action.type ?? Number.NaN))) refuse(42045, 'card_action.type');
  checkTarget(action);
}

function checkPicture(card: Record<string, unknown>): void {
  if (card.card_image === undefined && card.image_text_area === undefined) refuse(42044);
  if (card.card_image !== undefined) {
    const image = record(card.card_image);
    text(image.url, 42044);
    const ratio = image.aspect_ratio;
    if (ratio !== undefined && !(Number(ratio) >= 1.3 && Number(ratio) < 2.25)) refuse(42044, 'aspect_ratio');
  }
  if (card.image_text_area !== undefined) {
    text(record(card.image_text_area).image_url, 42044, 'image_text_area');
    checkTarget(record(card.image_text_area));
  }
}

function checkButtons(card: Record<string, unknown>, keys: Set<string>): void {
  const buttons = list(card.button_list).map(record);
  if (buttons.length === 0 || buttons.length > 6) refuse(42038, 'button_list takes 1 to 6 buttons');
  for (const button of buttons) {
    text(button.text, 42038);
    if (button.type === 1) checkUrl(button.url);
    else checkKey(button.key, keys, 42039);
  }
  if (card.button_selection !== undefined) checkChoice(record(card.button_selection), 10);
}

function checkKey(key: unknown, keys: Set<string>, errcode: number): void {
  const given = text(key, errcode);
  if (bytes(given) > 1024 || keys.has(given)) refuse(errcode);
  keys.add(given);
}

function checkChoice(choice: Record<string, unknown>, maxOptions: number): string {
  const key = text(choice.question_key, 42043);
  if (bytes(key) > 1024) refuse(42043);
  const options = list(choice.option_list).map(record);
  if (options.length === 0 || options.length > maxOptions) refuse(42037);
  const ids = new Set<string>();
  for (const option of options) {
    const id = text(option.id, 42040);
    if (bytes(id) > 128 || ids.has(id)) refuse(42040);
    ids.add(id);
    text(option.text, 42041);
  }
  return key;
}

function checkSelects(card: Record<string, unknown>): void {
  const selects = list(card.select_list).map(record);
  if (selects.length === 0 || selects.length > 3) refuse(42047);
  const keys = new Set(selects.map((select) => checkChoice(select, 10)));
  if (keys.size < selects.length) refuse(42043, 'repeated');
}

function checkSubmit(submit: Record<string, unknown>): void {
  checkKey(submit.key, new Set(), 42046);
  if (submit.text !== undefined) text(submit.text, 42049);
}

function checkMenu(menu: Record<string, unknown>, keys: Set<string>): void {
  const actions = list(menu.action_list).map(record);
  if (actions.length === 0 || actions.length > 3) refuse(42051, 'action_list takes 1 to 3 items');
  for (const action of actions) {
    text(action.text, 42038, 'action_menu');
    checkKey(action.key, keys, 42051);
  }
}
