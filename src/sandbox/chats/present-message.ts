import { list, record } from '../api/call.ts';
import { type ChatEntry, nameOf, type SandboxState } from '../state.ts';
import { type ChoiceView, choicesOf } from './choices.ts';

/** One message as a person sees it: what `GET /_sandbox/chats/:userid` and the stream carry. */
export interface MessageView {
  readonly id: string;
  readonly from: 'app' | 'member' | 'note';
  /** Message type; for template cards the type of card (`button_interaction`, …). */
  readonly kind: string;
  readonly title: string;
  readonly subtitle: string;
  /** Body text: the content of texts and markdown, the description of text cards, `sub_title_text` of cards. */
  readonly text: string;
  readonly source: { readonly text: string; readonly color: number } | null;
  readonly emphasis: { readonly title: string; readonly text: string } | null;
  readonly quote: { readonly title: string; readonly text: string; readonly url: string | null } | null;
  readonly image: string | null;
  readonly lines: readonly LineView[];
  /** Links below the lines (`jump_list`, news articles). */
  readonly links: readonly { readonly text: string; readonly url: string }[];
  /** Drop-downs and check boxes that are sent with a press. */
  readonly choices: readonly ChoiceView[];
  /** What can be pressed now; empty once done. A `url` button opens a page and calls nobody. */
  readonly buttons: readonly ButtonView[];
  /** Behind the three dots. */
  readonly menu: readonly { readonly key: string; readonly text: string }[];
  /** Opens in the phone when the message is tapped. */
  readonly url: string | null;
  /** plain: nothing to press · active · waiting: pressed, loading · done: buttons replaced · recalled. */
  readonly state: 'plain' | 'active' | 'waiting' | 'done' | 'recalled';
  /** What stands instead of the buttons when done. */
  readonly outcome: string | null;
  readonly pressed: { readonly key: string; readonly selected: Record<string, string[]> } | null;
  readonly taskId: string | null;
  /** Platform id of the message, for recall. */
  readonly msgid: string | null;
  /** ISO 8601, platform time. */
  readonly time: string;
  readonly updatedAt: string;
}

export interface LineView {
  readonly label: string;
  readonly value: string;
  readonly url: string | null;
  readonly userid: string | null;
}

export interface ButtonView {
  readonly key: string;
  readonly text: string;
  /** 1 blue, 2 blue outline, 3 red outline, 4 grey. */
  readonly style: number;
  readonly url: string | null;
  readonly submit: boolean;
}

const str = (value: unknown): string => (typeof value === 'string' ? value : '');
const orNull = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

export function presentMessage(state: SandboxState, entry: ChatEntry): MessageView {
  const body = entry.translateIds ? record(translateIds(state, entry.body)) : entry.body;
  const card = entry.kind === 'template_card';
  const shown = card ? presentCard(body) : presentPlain(entry.kind, body);
  const over = entry.recalled || entry.replacedBy !== null;
  const buttons = card && !over ? buttonsOf(body) : [];
  const menu = card && !over ? menuOf(body) : [];
  return {
    id: entry.id,
    from: entry.from,
    kind: card ? str(body.card_type) : entry.kind,
    ...shown,
    choices: card ? choicesOf(body) : [],
    buttons,
    menu,
    state: stateOf(entry, buttons.length + menu.length > 0),
    outcome: entry.replacedBy,
    pressed: entry.pressed === null ? null : { key: entry.pressed.key, selected: entry.pressed.selected },
    taskId: orNull(body.task_id),
    msgid: entry.msgid,
    time: new Date(entry.at).toISOString(),
    updatedAt: new Date(entry.updatedAt).toISOString(),
  };
}

type Shown = Pick<
  MessageView,
  'title' | 'subtitle' | 'text' | 'source' | 'emphasis' | 'quote' | 'image' | 'lines' | 'links' | 'url'
>;

function presentPlain(kind: string, body: Record<string, unknown>): Shown {
  const articles = list(body.articles).map(record);
  const first = articles[0] ?? {};
  return {
    title: str(body.title) || str(first.title) || (kind === 'text' ? str(body.content).slice(0, 64) : ''),
    subtitle: '',
    text: str(body.content) || str(body.description) || str(first.description),
    source: null,
    emphasis: null,
    quote: null,
    image: orNull(first.picurl),
    lines: [],
    links: articles.map((article) => ({ text: str(article.title), url: str(article.url) })),
    url: orNull(body.url) ?? orNull(first.url),
  };
}

function presentCard(body: Record<string, unknown>): Shown {
  const main = record(body.main_title);
  const source = record(body.source);
  const emphasis = record(body.emphasis_content);
  const quote = record(body.quote_area);
  const textArea = record(body.image_text_area);
  return {
    title: str(main.title) || str(body.sub_title_text),
    subtitle: str(main.desc),
    text: str(body.sub_title_text) || str(textArea.desc),
    source:
      orNull(source.desc) === null ? null : { text: str(source.desc), color: Number(source.desc_color) || 0 },
    emphasis:
      orNull(emphasis.title) === null ? null : { title: str(emphasis.title), text: str(emphasis.desc) },
    quote:
      orNull(quote.quote_text) === null && orNull(quote.title) === null
        ? null
        : { title: str(quote.title), text: str(quote.quote_text), url: orNull(quote.url) },
    image: orNull(record(body.card_image).url) ?? orNull(textArea.image_url),
    lines: linesOf(body),
    links: list(body.jump_list)
      .map(record)
      .map((jump) => ({ text: str(jump.title), url: str(jump.url) })),
    url: orNull(record(body.card_action).url),
  };
}

function linesOf(body: Record<string, unknown>): LineView[] {
  const horizontal = list(body.horizontal_content_list).map(record);
  const vertical = list(body.vertical_content_list).map(record);
  return [
    ...vertical.map((line) => ({ label: str(line.title), value: str(line.desc), url: null, userid: null })),
    ...horizontal.map((line) => ({
      label: str(line.keyname),
      value: str(line.value),
      url: line.type === 1 ? orNull(line.url) : null,
      userid: line.type === 3 ? orNull(line.userid) : null,
    })),
  ];
}

function buttonsOf(body: Record<string, unknown>): ButtonView[] {
  const buttons = list(body.button_list).map(record);
  const submit = record(body.submit_button);
  const shown: ButtonView[] = buttons.map((button) => ({
    key: str(button.key),
    text: str(button.text),
    style: [1, 2, 3, 4].includes(Number(button.style)) ? Number(button.style) : 1,
    url: button.type === 1 ? orNull(button.url) : null,
    submit: false,
  }));
  if (str(submit.key) === '') return shown;
  return [
    ...shown,
    { key: str(submit.key), text: str(submit.text) || '提交', style: 1, url: null, submit: true },
  ];
}

function menuOf(body: Record<string, unknown>): { key: string; text: string }[] {
  return list(record(body.action_menu).action_list)
    .map(record)
    .map((item) => ({ key: str(item.key), text: str(item.text) }));
}

function stateOf(entry: ChatEntry, pressable: boolean): MessageView['state'] {
  if (entry.recalled) return 'recalled';
  if (entry.replacedBy !== null) return 'done';
  if (!pressable) return 'plain';
  return entry.waiting ? 'waiting' : 'active';
}

/** `$userName=zhangwei$` → 张伟; unknown ids stay as they are (wecom docs 90236, enable_id_trans). */
function translateIds(state: SandboxState, value: unknown): unknown {
  if (typeof value === 'string') {
    return value
      .replace(/\$user(?:Name|Alias|AliasOrName)=([^$\s]+)\$/g, (all, id: string) => {
        const name = nameOf(state, id);
        return name === id ? all : name;
      })
      .replace(
        /\$departmentName=(\d+)\$/g,
        (all, id: string) =>
          state.departments.find((department) => department.id === Number(id))?.name ?? all,
      );
  }
  if (Array.isArray(value)) return value.map((item) => translateIds(state, item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, translateIds(state, item)]));
}
