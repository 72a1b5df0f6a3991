import { describe, expect, it } from 'vitest';
import { ApiError } from '#sandbox/api/call';
import { checkCard, checkTaskId, isInteractive } from '#sandbox/api/card-rules';

type Card = Record<string, unknown>;
type CardType = 'text' | 'news' | 'button' | 'vote' | 'multiple';

const PAGE = 'https://example.com/lead';
const link = { type: 1, url: PAGE };
const items = (count: number, make: (index: number) => Card): Card[] =>
  Array.from({ length: count }, (_, index) => make(index));
const options = (count: number) => items(count, (index) => ({ id: `o${index}`, text: `选项${index}` }));
const buttons = (count: number) => items(count, (index) => ({ text: '接单', key: `k${index}` }));
const lines = (count: number) => items(count, () => ({ keyname: '车型', value: '星越L' }));
const jumps = (count: number) => items(count, () => ({ ...link, title: '去看车' }));
const menu = (count: number) => ({
  desc: '更多',
  action_list: items(count, (index) => ({ text: '举报', key: `menu${index}` })),
});
const question = (count: number, key = 'q') => ({
  question_key: key,
  title: '意向',
  option_list: options(count),
});
const selects = (count: number) => items(count, (index) => question(2, `q${index}`));

/** The least the platform takes of each type, by the field matrix of wecom docs 90236. */
const LEAST: Readonly<Record<CardType, Card>> = {
  text: { card_type: 'text_notice', main_title: { title: '线索' }, card_action: link },
  news: {
    card_type: 'news_notice',
    main_title: { title: '线索' },
    card_image: { url: PAGE },
    card_action: link,
  },
  button: {
    card_type: 'button_interaction',
    task_id: 't1',
    main_title: { title: '线索' },
    button_list: buttons(1),
  },
  vote: {
    card_type: 'vote_interaction',
    task_id: 't1',
    main_title: { title: '线索' },
    checkbox: question(1),
    submit_button: { text: '提交', key: 's' },
  },
  multiple: {
    card_type: 'multiple_interaction',
    task_id: 't1',
    main_title: { title: '线索' },
    select_list: selects(1),
    submit_button: { text: '提交', key: 's' },
  },
};
const TYPES = Object.keys(LEAST) as CardType[];

/** 0 when the card passes, else the code it is refused with. */
function codeOf(card: Card): number {
  try {
    checkCard(card);
    checkTaskId(card);
    return 0;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.errcode;
  }
}

const withFields = (type: CardType, fields: Card): Card => ({ ...LEAST[type], ...fields });

/** What is counted, on which cards, how to build so many, the most that pass, the code of one more. */
const COUNTED: readonly [string, readonly CardType[], (count: number) => Card, number, number][] = [
  ['lines', ['text', 'news', 'button'], (n) => ({ horizontal_content_list: lines(n) }), 6, 42035],
  [
    'paragraphs',
    ['news'],
    (n) => ({ vertical_content_list: items(n, () => ({ title: '说明', desc: '内容' })) }),
    4,
    42036,
  ],
  ['jumps', ['text', 'news'], (n) => ({ jump_list: jumps(n) }), 3, 42042],
  ['menu items', ['text', 'news', 'button'], (n) => ({ task_id: 't1', action_menu: menu(n) }), 3, 42051],
  ['buttons', ['button'], (n) => ({ button_list: buttons(n) }), 6, 42038],
  ['options of the drop-down', ['button'], (n) => ({ button_selection: question(n) }), 10, 42037],
  ['options of a vote', ['vote'], (n) => ({ checkbox: { ...question(n), mode: 1 } }), 20, 42037],
  ['drop-downs', ['multiple'], (n) => ({ select_list: selects(n) }), 3, 42047],
  ['options of one of the drop-downs', ['multiple'], (n) => ({ select_list: [question(n)] }), 10, 42037],
  [
    'bytes of a task id',
    ['text', 'news', 'button', 'vote', 'multiple'],
    (n) => ({ task_id: 'a'.repeat(n) }),
    128,
    42014,
  ],
  [
    'bytes of a button key',
    ['button'],
    (n) => ({ button_list: [{ text: '接单', key: 'k'.repeat(n) }] }),
    1024,
    42039,
  ],
  [
    'bytes of a menu key',
    ['text', 'news', 'button'],
    (n) => ({ task_id: 't1', action_menu: { action_list: [{ text: '举报', key: 'k'.repeat(n) }] } }),
    1024,
    42051,
  ],
  [
    'bytes of a submit key',
    ['vote', 'multiple'],
    (n) => ({ submit_button: { text: '提交', key: 's'.repeat(n) } }),
    1024,
    42046,
  ],
  [
    'bytes of a question key',
    ['vote'],
    (n) => ({ checkbox: { ...question(1), question_key: 'q'.repeat(n) } }),
    1024,
    42043,
  ],
  [
    'bytes of a question key of a drop-down',
    ['multiple'],
    (n) => ({ select_list: [question(1, 'q'.repeat(n))] }),
    1024,
    42043,
  ],
  [
    'bytes of an option id',
    ['vote'],
    (n) => ({ checkbox: { question_key: 'q', option_list: [{ id: 'i'.repeat(n), text: '是' }] } }),
    128,
    42040,
  ],
  [
    'bytes of an option id of a drop-down',
    ['button'],
    (n) => ({ button_selection: { question_key: 'q', option_list: [{ id: 'i'.repeat(n), text: '是' }] } }),
    128,
    42040,
  ],
  [
    'bytes of a url',
    ['text', 'news', 'button'],
    (n) => ({ card_action: { type: 1, url: `https://e.cn/${'a'.repeat(n - 13)}` } }),
    2048,
    45002,
  ],
];
const COUNTED_PER_TYPE = COUNTED.flatMap(([what, types, build, most, code]) =>
  types.map((type) => [what, type, build, most, code] as const),
);

describe('[OP1] counts and bytes of a card', () => {
  it.each(COUNTED_PER_TYPE)('%s on a %s card: the most pass', (_what, type, build, most) => {
    expect(codeOf(withFields(type, build(most)))).toBe(0);
  });

  it.each(COUNTED_PER_TYPE)('%s on a %s card: one over is refused', (_what, type, build, most, code) => {
    expect(codeOf(withFields(type, build(most + 1)))).toBe(code);
  });

  it.each<[string, CardType, Card, number]>([
    ['no button', 'button', { button_list: [] }, 42038],
    ['no list of buttons', 'button', { button_list: undefined }, 42038],
    ['buttons that are no list', 'button', { button_list: { text: 't', key: 'k' } }, 42038],
    ['no option in the drop-down', 'button', { button_selection: question(0) }, 42037],
    ['no option to vote for', 'vote', { checkbox: question(0) }, 42037],
    ['no vote', 'vote', { checkbox: undefined }, 42043],
    ['no drop-down', 'multiple', { select_list: [] }, 42047],
    ['drop-downs that are no list', 'multiple', { select_list: question(1) }, 42047],
    ['a drop-down without options', 'multiple', { select_list: [question(0)] }, 42037],
    ['a menu without items', 'text', { task_id: 't1', action_menu: menu(0) }, 42051],
    ['a menu without a list', 'news', { task_id: 't1', action_menu: { desc: '更多' } }, 42051],
  ])('none at all: %s', (_what, type, fields, code) => {
    expect(codeOf(withFields(type, fields))).toBe(code);
  });

  it('counts bytes, not characters: 341 of three bytes are a key, 342 are not', () => {
    const keyed = (count: number) =>
      withFields('button', { button_list: [{ text: 't', key: '字'.repeat(count) }] });
    expect(codeOf(keyed(341))).toBe(0);
    expect(codeOf(keyed(342))).toBe(42039);
    const submit = (count: number) => withFields('vote', { submit_button: { key: '字'.repeat(count) } });
    expect(codeOf(submit(341))).toBe(0);
    expect(codeOf(submit(342))).toBe(42046);
    const option = (count: number) =>
      withFields('multiple', {
        select_list: [{ question_key: 'q', option_list: [{ id: '字'.repeat(count), text: '是' }] }],
      });
    expect(codeOf(option(42))).toBe(0);
    expect(codeOf(option(43))).toBe(42040);
  });
});

/** Lengths the field matrix gives in 字: the client cuts them, the platform refuses none. */
const RECOMMENDED: readonly [string, readonly CardType[], (words: string) => Card, number][] = [
  ['title', TYPES, (w) => ({ main_title: { title: w } }), 36],
  ['description', TYPES, (w) => ({ main_title: { title: '线索', desc: w } }), 160],
  ['source', TYPES, (w) => ({ source: { desc: w, desc_color: 3 } }), 20],
  ['subtitle', ['text', 'button'], (w) => ({ sub_title_text: w }), 160],
  ['emphasis', ['text'], (w) => ({ emphasis_content: { title: w, desc: w } }), 22],
  [
    'name of a line',
    ['text', 'news', 'button'],
    (w) => ({ horizontal_content_list: [{ keyname: w, value: w }] }),
    30,
  ],
  ['paragraph', ['news'], (w) => ({ vertical_content_list: [{ title: w, desc: w }] }), 160],
  ['jump', ['text', 'news'], (w) => ({ jump_list: [{ title: w }] }), 18],
  ['button', ['button'], (w) => ({ button_list: [{ text: w, key: 'k' }] }), 10],
  ['submit button', ['vote', 'multiple'], (w) => ({ submit_button: { text: w, key: 's' } }), 10],
  ['option', ['vote'], (w) => ({ checkbox: { question_key: 'q', option_list: [{ id: '1', text: w }] } }), 17],
  [
    'option of a drop-down',
    ['multiple'],
    (w) => ({ select_list: [{ question_key: 'q', option_list: [{ id: '1', text: w }] }] }),
    16,
  ],
];

describe('[OP1] lengths that are only recommended', () => {
  it.each(
    RECOMMENDED.flatMap(([what, types, build, most]) =>
      types.map((type) => [what, type, build, most] as const),
    ),
  )('a long %s on a %s card is left to the client', (_what, type, build, most) => {
    expect(codeOf(withFields(type, build('字'.repeat(most))))).toBe(0);
    expect(codeOf(withFields(type, build('字'.repeat(most + 1))))).toBe(0);
  });
});

describe('[OP1] every code of a card', () => {
  it.each(TYPES)('the least %s card passes', (type) => {
    expect(codeOf(LEAST[type])).toBe(0);
  });

  it.each<[string, unknown]>([
    ['none', undefined],
    ['an empty one', ''],
    ['a number', 1],
    ['a list', ['text_notice']],
    ['another case', 'Text_Notice'],
    ['a blank beside it', 'text_notice '],
    ['what every object has', 'constructor'],
  ])('42031: a card type that is %s', (_what, cardType) => {
    expect(codeOf({ ...LEAST.text, card_type: cardType })).toBe(42031);
  });

  it.each(TYPES)('41016: a %s card needs a title', (type) => {
    for (const main_title of [
      undefined,
      {},
      { title: '' },
      { title: 5 },
      { desc: '只有说明' },
      '标题',
      null,
    ]) {
      expect(codeOf(withFields(type, { main_title }))).toBe(41016);
    }
  });

  it.each<[CardType, number]>([
    ['text', 0],
    ['news', 41016],
    ['button', 41016],
    ['vote', 41016],
    ['multiple', 41016],
  ])('a subtitle alone on a %s card → %i', (type, code) => {
    expect(codeOf(withFields(type, { main_title: undefined, sub_title_text: '副标题' }))).toBe(code);
  });

  it.each(['', 5, null, undefined])('41016: %j is no subtitle that stands for a title', (sub) => {
    expect(codeOf(withFields('text', { main_title: undefined, sub_title_text: sub }))).toBe(41016);
  });

  it.each<[CardType, unknown, number]>([
    ['text', undefined, 42045],
    ['text', {}, 42045],
    ['text', { type: 0 }, 42045],
    ['text', { type: 3, url: PAGE }, 42045],
    ['text', { type: -1 }, 42045],
    ['text', { type: 'page', url: PAGE }, 42045],
    ['text', null, 42045],
    ['news', undefined, 42045],
    ['news', { type: 0 }, 42045],
    ['news', { type: 3 }, 42045],
    ['news', { type: 2, appid: 'wx1' }, 0],
    ['text', { type: 2, appid: 'wx1', pagepath: '/pages/lead' }, 0],
    ['button', undefined, 0],
    ['button', { type: 0 }, 0],
    ['button', { type: 1, url: PAGE }, 0],
    ['button', { type: 2, appid: 'wx1' }, 0],
    ['button', { type: 3 }, 42045],
    ['button', {}, 42045],
    ['button', 'open', 42045],
  ])('42045: pressing a %s card does %j → %i', (type, card_action, code) => {
    expect(codeOf(withFields(type, { card_action }))).toBe(code);
  });

  const places: [string, CardType, (target: Card) => Card][] = [
    ['a notice', 'text', (target) => ({ card_action: target })],
    ['a picture notice', 'news', (target) => ({ card_action: target })],
    ['a button card', 'button', (target) => ({ card_action: target })],
    ['a quote', 'text', (target) => ({ quote_area: target })],
    ['a quote of a picture notice', 'news', (target) => ({ quote_area: target })],
    ['a quote of a button card', 'button', (target) => ({ quote_area: target })],
    ['a jump', 'text', (target) => ({ jump_list: [{ ...target, title: '去' }] })],
    ['a second jump', 'news', (target) => ({ jump_list: [...jumps(1), { ...target, title: '去' }] })],
    ['text beside a picture', 'news', (target) => ({ image_text_area: { ...target, image_url: PAGE } })],
  ];
  it.each(places)('42028, 42030, 45034, 45002: where %s (%s) leads', (_what, type, place) => {
    const leadingTo = (target: Card) => codeOf(withFields(type, place(target)));
    expect(leadingTo({ type: 1, url: 'http://127.0.0.1:3000/app' })).toBe(0);
    expect(leadingTo({ type: 2, appid: 'wx1' })).toBe(0);
    expect(leadingTo({ type: 1 })).toBe(42028);
    expect(leadingTo({ type: 1, url: '' })).toBe(42028);
    expect(leadingTo({ type: 1, url: 5 })).toBe(42028);
    expect(leadingTo({ type: 1, url: 'example.com' })).toBe(45034);
    expect(leadingTo({ type: 1, url: 'javascript:alert(1)' })).toBe(45034);
    expect(leadingTo({ type: 1, url: 'ftp://example.com' })).toBe(45034);
    expect(leadingTo({ type: 1, url: ` ${PAGE}` })).toBe(45034);
    expect(leadingTo({ type: 1, url: `https://e.cn/${'字'.repeat(679)}` })).toBe(45002);
    expect(leadingTo({ type: 2 })).toBe(42030);
    expect(leadingTo({ type: 2, appid: '', url: PAGE })).toBe(42030);
  });

  it.each<CardType>(['text', 'news', 'button'])('42027 … 42050: a line of a %s card', (type) => {
    const line = (fields: Card) =>
      codeOf(withFields(type, { horizontal_content_list: [...lines(1), fields] }));
    expect(line({ keyname: '电话', type: 0 })).toBe(0);
    expect(line({ keyname: '官网', type: 1, url: PAGE })).toBe(0);
    expect(line({ keyname: '报价', type: 2, media_id: 'm', value: '报价.pdf' })).toBe(0);
    expect(line({ keyname: '顾问', type: 3, userid: 'lina' })).toBe(0);
    expect(line({ value: '没有名字' })).toBe(42027);
    expect(line({ keyname: '' })).toBe(42027);
    expect(line({ keyname: 7 })).toBe(42027);
    expect(line({ keyname: '官网', type: 1 })).toBe(42028);
    expect(line({ keyname: '官网', type: 1, url: 'e.cn' })).toBe(45034);
    expect(line({ keyname: '报价', type: 2 })).toBe(42029);
    expect(line({ keyname: '报价', type: 2, media_id: '' })).toBe(42029);
    expect(line({ keyname: '顾问', type: 3 })).toBe(42050);
    expect(line({ keyname: '顾问', type: 3, userid: 42 })).toBe(42050);
  });

  it.each<[string, CardType, Card]>([
    ['a paragraph', 'news', { vertical_content_list: [{ desc: '没有标题' }] }],
    ['a paragraph with an empty one', 'news', { vertical_content_list: [{ title: '' }] }],
    ['the last of four', 'news', { vertical_content_list: [...items(3, () => ({ title: 't' })), {}] }],
    ['a jump', 'text', { jump_list: [link] }],
    ['the last of three jumps', 'news', { jump_list: [...jumps(2), { ...link, title: '' }] }],
  ])('42033: no title on %s (%s)', (_what, type, fields) => {
    expect(codeOf(withFields(type, fields))).toBe(42033);
  });

  it.each<[string, Card, number]>([
    ['neither picture nor text beside one', { card_image: undefined }, 42044],
    ['a picture without a url', { card_image: {} }, 42044],
    ['a picture with an empty url', { card_image: { url: '' } }, 42044],
    ['a picture that is a string', { card_image: PAGE }, 42044],
    ['only the text beside a picture', { card_image: undefined, image_text_area: { image_url: PAGE } }, 0],
    ['text beside no picture', { card_image: undefined, image_text_area: { title: 't' } }, 42044],
    ['as tall as may be', { card_image: { url: PAGE, aspect_ratio: 1.3 } }, 0],
    ['a little too tall', { card_image: { url: PAGE, aspect_ratio: 1.29 } }, 42044],
    ['almost as wide as may be', { card_image: { url: PAGE, aspect_ratio: 2.24 } }, 0],
    ['too wide', { card_image: { url: PAGE, aspect_ratio: 2.25 } }, 42044],
    ['no shape at all', { card_image: { url: PAGE, aspect_ratio: 'wide' } }, 42044],
  ])('42044: %s → %s', (_what, fields, code) => {
    expect(codeOf(withFields('news', fields))).toBe(code);
  });

  it.each<[string, Card[], number]>([
    ['a button that calls back', [{ type: 0, text: '接单', key: 'k' }], 0],
    ['a button that opens a page', [{ type: 1, text: '去看', url: PAGE }], 0],
    ['two pages need no keys', items(2, () => ({ type: 1, text: '去看', url: PAGE })), 0],
    ['no text', [{ key: 'k' }], 42038],
    ['an empty text', [{ text: '', key: 'k' }], 42038],
    ['a text that is a number', [{ text: 1, key: 'k' }], 42038],
    ['the last of six without a text', [...buttons(5), { key: 'k9' }], 42038],
    ['no key', [{ text: '接单' }], 42039],
    ['an empty key', [{ text: '接单', key: '' }], 42039],
    ['a url instead of a key', [{ type: 0, text: '接单', url: PAGE }], 42039],
    ['a key a button before has', [...buttons(3), { text: '再', key: 'k0' }], 42039],
    ['a page without a url', [{ type: 1, text: '去看', key: 'k' }], 42028],
    ['a page that is a script', [{ type: 1, text: '去看', url: 'javascript:1' }], 45034],
    ['a style nobody knows becomes 1', [{ text: '接单', key: 'k', style: 99 }], 0],
  ])('42038, 42039: %s', (_what, button_list, code) => {
    expect(codeOf(withFields('button', { button_list }))).toBe(code);
  });

  const questions: [string, CardType, (choice: Card) => Card][] = [
    ['the drop-down of a button card', 'button', (choice) => ({ button_selection: choice })],
    ['a vote', 'vote', (choice) => ({ checkbox: choice })],
    ['the first drop-down', 'multiple', (choice) => ({ select_list: [choice, question(1, 'other')] })],
    ['the last drop-down', 'multiple', (choice) => ({ select_list: [...selects(2), choice] })],
  ];
  it.each(questions)('42040, 42041, 42043: %s (%s)', (_what, type, place) => {
    const asking = (choice: Card) => codeOf(withFields(type, place(choice)));
    const offering = (...option_list: Card[]) => asking({ question_key: 'q', option_list });
    expect(offering({ id: '1', text: '是' }, { id: '2', text: '是' })).toBe(0);
    expect(asking({ option_list: options(2) })).toBe(42043);
    expect(asking({ question_key: '', option_list: options(2) })).toBe(42043);
    expect(asking({ question_key: 1, option_list: options(2) })).toBe(42043);
    expect(asking({ question_key: 'q' })).toBe(42037);
    expect(asking({ question_key: 'q', option_list: 'all' })).toBe(42037);
    expect(offering({ text: '是' })).toBe(42040);
    expect(offering({ id: '', text: '是' })).toBe(42040);
    expect(offering({ id: 1, text: '是' })).toBe(42040);
    expect(offering({ id: '1', text: '是' }, { id: '1', text: '否' })).toBe(42040);
    expect(offering({ id: '1' })).toBe(42041);
    expect(offering({ id: '1', text: '是' }, { id: '2', text: '' })).toBe(42041);
  });

  it('42043: two drop-downs of one card may not ask the same question', () => {
    const asked = (...keys: string[]) =>
      codeOf(withFields('multiple', { select_list: keys.map((key) => question(2, key)) }));
    expect(asked('how', 'when', 'who')).toBe(0);
    expect(asked('how', 'how')).toBe(42043);
    expect(asked('how', 'when', 'how')).toBe(42043);
  });

  it.each<CardType>(['vote', 'multiple'])('42046, 42049: submitting a %s card', (type) => {
    const submitting = (submit_button: unknown) => codeOf(withFields(type, { submit_button }));
    expect(submitting({ key: 's' })).toBe(0);
    expect(submitting({ key: 's', text: '交' })).toBe(0);
    expect(submitting(undefined)).toBe(42046);
    expect(submitting({})).toBe(42046);
    expect(submitting({ text: '提交' })).toBe(42046);
    expect(submitting({ text: '提交', key: '' })).toBe(42046);
    expect(submitting({ key: 's', text: '' })).toBe(42049);
    expect(submitting({ key: 's', text: 5 })).toBe(42049);
  });

  it.each<CardType>(['text', 'news', 'button'])('42051: the menu of a %s card', (type) => {
    const offering = (...action_list: Card[]) =>
      codeOf(withFields(type, { task_id: 't1', action_menu: { action_list } }));
    expect(offering({ text: '举报', key: 'a' }, { text: '不再接收', key: 'b' })).toBe(0);
    expect(offering({ text: '举报' })).toBe(42051);
    expect(offering({ text: '举报', key: '' })).toBe(42051);
    expect(offering({ text: '举报', key: 'a' }, { text: '再举报', key: 'a' })).toBe(42051);
    expect(offering({ key: 'a' })).toBe(42038);
  });

  it('42051: a menu may not use the key of any button', () => {
    const clash = (key: string) => withFields('button', { button_list: buttons(3), action_menu: keyed(key) });
    const keyed = (key: string) => ({ action_list: [{ text: '举报', key }] });
    expect([0, 1, 2, 3].map((index) => codeOf(clash(`k${index}`)))).toEqual([42051, 42051, 42051, 0]);
  });
});

describe('[OP1] 42014: the task id', () => {
  it.each(TYPES)('is asked of a %s card exactly when it can be pressed', (type) => {
    const bare = withFields(type, { task_id: undefined });
    expect(codeOf(bare)).toBe(isInteractive(bare) ? 42014 : 0);
    expect(isInteractive(bare)).toBe(!['text', 'news'].includes(type));
  });

  it.each<CardType>(['text', 'news'])('is asked of a %s card with a menu', (type) => {
    const withMenu = { action_menu: menu(1) };
    expect(isInteractive(withFields(type, withMenu))).toBe(true);
    expect(codeOf(withFields(type, withMenu))).toBe(42014);
    expect(codeOf(withFields(type, { ...withMenu, task_id: '' }))).toBe(42014);
    expect(codeOf(withFields(type, { ...withMenu, task_id: 't1' }))).toBe(0);
  });

  it.each<[unknown, boolean]>([
    ['01J9ZK3TQ8V5W2', true],
    ['a_b-c@d', true],
    ['A', true],
    ['a b', false],
    ['a.b', false],
    ['a|b', false],
    ['a/b', false],
    ['线索', false],
    ['a\n', false],
    [7, false],
    [null, false],
    [['a'], false],
  ])('%j on a card that can be pressed: %s', (task_id, isGood) => {
    expect(codeOf(withFields('button', { task_id }))).toBe(isGood ? 0 : 42014);
    expect(codeOf(withFields('vote', { task_id }))).toBe(isGood ? 0 : 42014);
  });

  it('is given back to be claimed, and is null for a notice without one', () => {
    expect(checkTaskId(LEAST.button)).toBe('t1');
    expect(checkTaskId(LEAST.text)).toBeNull();
    expect(checkTaskId(withFields('text', { task_id: 'own' }))).toBe('own');
  });
});
