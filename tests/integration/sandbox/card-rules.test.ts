import { describe, expect, it } from 'vitest';
import type { ApiError } from '#sandbox/api/call';
import { checkCard, checkTaskId, isInteractive } from '#sandbox/api/card-rules';
import { buttonCard, openDocsClient } from './docs-client.ts';
import { openSandbox } from './open-sandbox.ts';

type Card = Record<string, unknown>;
const many = (count: number, item: Card) =>
  Array.from({ length: count }, (_, i) => ({ ...item, ...('id' in item ? { id: `${i}` } : {}) }));
const options = (count: number) => many(count, { id: '0', text: '选项' });
const action = { type: 1, url: 'https://example.com/lead' };

const text: Card = { card_type: 'text_notice', main_title: { title: '标题' }, card_action: action };
const news: Card = { ...text, card_type: 'news_notice', card_image: { url: 'https://example.com/a.png' } };
const vote: Card = {
  card_type: 'vote_interaction',
  task_id: 'v1',
  main_title: { title: '选车' },
  checkbox: { question_key: 'q', mode: 1, option_list: options(3) },
  submit_button: { text: '提交', key: 'submit' },
};
const multiple: Card = {
  card_type: 'multiple_interaction',
  task_id: 'm1',
  main_title: { title: '跟进' },
  select_list: [{ question_key: 'how', title: '方式', option_list: options(3) }],
  submit_button: { key: 'submit' },
};

/** 0 when the card passes, else the code it is refused with. */
function codeOf(card: Card): number {
  try {
    checkCard(card);
    checkTaskId(card);
    return 0;
  } catch (error) {
    return (error as ApiError).errcode;
  }
}

describe('template card rules', () => {
  it.each([text, news, buttonCard(), vote, multiple])('accepts the least card of each type', (card) => {
    expect(codeOf(card)).toBe(0);
  });

  it.each<[string, Card, number]>([
    ['an unknown type', { card_type: 'song' }, 42031],
    ['a card without a title', buttonCard({ main_title: {} }), 41016],
    ['a notice with neither title nor subtitle', { ...text, main_title: { desc: 'x' } }, 41016],
    ['a notice without an action', { ...text, card_action: undefined }, 42045],
    ['a notice that goes nowhere', { ...text, card_action: { type: 0 } }, 42045],
    ['an action without a url', { ...text, card_action: { type: 1 } }, 42028],
    ['an action to no mini-program', { ...text, card_action: { type: 2 } }, 42030],
    ['a url without a scheme', { ...text, card_action: { type: 1, url: 'example.com' } }, 45034],
    ['seven lines', { ...text, horizontal_content_list: many(7, { keyname: 'k', value: 'v' }) }, 42035],
    ['a line without a name', { ...text, horizontal_content_list: [{ value: 'v' }] }, 42027],
    ['a link line without a url', { ...text, horizontal_content_list: [{ keyname: 'k', type: 1 }] }, 42028],
    ['a file line without a file', { ...text, horizontal_content_list: [{ keyname: 'k', type: 2 }] }, 42029],
    [
      'a member line without a member',
      { ...text, horizontal_content_list: [{ keyname: 'k', type: 3 }] },
      42050,
    ],
    ['four jumps', { ...text, jump_list: many(4, { title: 't', type: 1, url: 'https://e.cn' }) }, 42042],
    ['a jump without a title', { ...text, jump_list: [{ type: 1, url: 'https://e.cn' }] }, 42033],
    ['five paragraphs', { ...news, vertical_content_list: many(5, { title: 't' }) }, 42036],
    ['a paragraph without a title', { ...news, vertical_content_list: [{ desc: 'x' }] }, 42033],
    ['news without a picture', { ...news, card_image: undefined }, 42044],
    [
      'a picture that is too tall',
      { ...news, card_image: { url: 'https://e.cn/a', aspect_ratio: 1 } },
      42044,
    ],
    ['no buttons', buttonCard({ button_list: [] }), 42038],
    ['seven buttons', buttonCard({ button_list: many(7, { text: 't', key: 'k' }) }), 42038],
    ['a button without a text', buttonCard({ button_list: [{ key: 'k' }] }), 42038],
    ['a button without a key', buttonCard({ button_list: [{ text: 't' }] }), 42039],
    ['two buttons with one key', buttonCard({ button_list: many(2, { text: 't', key: 'k' }) }), 42039],
    ['a key over 1024 bytes', buttonCard({ button_list: [{ text: 't', key: 'k'.repeat(1025) }] }), 42039],
    ['a link button without a url', buttonCard({ button_list: [{ text: 't', type: 1 }] }), 42028],
    [
      'eleven options',
      buttonCard({ button_selection: { question_key: 'q', option_list: options(11) } }),
      42037,
    ],
    ['no question key', buttonCard({ button_selection: { option_list: options(1) } }), 42043],
    [
      'an option without an id',
      buttonCard({ button_selection: { question_key: 'q', option_list: [{ text: 't' }] } }),
      42040,
    ],
    [
      'an option without a text',
      buttonCard({ button_selection: { question_key: 'q', option_list: [{ id: '1' }] } }),
      42041,
    ],
    ['21 boxes', { ...vote, checkbox: { question_key: 'q', option_list: options(21) } }, 42037],
    ['no drop-down', { ...multiple, select_list: [] }, 42047],
    [
      'four drop-downs',
      { ...multiple, select_list: many(4, { question_key: 'q', option_list: options(1) }) },
      42047,
    ],
    ['no submit key', { ...multiple, submit_button: { text: '提交' } }, 42046],
    ['an empty submit text', { ...vote, submit_button: { key: 'k', text: '' } }, 42049],
    [
      'four menu items',
      buttonCard({ action_menu: { action_list: many(4, { text: 't', key: 'm' }) } }),
      42051,
    ],
    [
      'a menu key a button has',
      buttonCard({ action_menu: { action_list: [{ text: 't', key: 'lead.accept|L1|1' }] } }),
      42051,
    ],
    ['no task id', buttonCard({ task_id: undefined }), 42014],
    ['a colon in the task id', buttonCard({ task_id: 'lead:1' }), 42014],
    ['a task id over 128 bytes', buttonCard({ task_id: 'a'.repeat(129) }), 42014],
    ['a menu without a task id', { ...text, action_menu: { action_list: [{ text: 't', key: 'm' }] } }, 42014],
  ])('refuses %s', (_name, card, errcode) => {
    expect(codeOf(card)).toBe(errcode);
  });

  it('takes the limits themselves: 6 lines, 6 buttons, 3 jumps, 10 options, 20 boxes', () => {
    const buttons = Array.from({ length: 6 }, (_, i) => ({ text: 't', key: `k${i}` }));
    const lines = many(6, { keyname: 'k', value: 'v' });
    const selection = { question_key: 'q', option_list: options(10) };
    expect(
      codeOf(
        buttonCard({ button_list: buttons, horizontal_content_list: lines, button_selection: selection }),
      ),
    ).toBe(0);
    expect(codeOf({ ...vote, checkbox: { question_key: 'q', option_list: options(20) } })).toBe(0);
    expect(codeOf({ ...text, jump_list: many(3, { title: 't', type: 1, url: 'https://e.cn' }) })).toBe(0);
  });

  it('knows which cards can be pressed', () => {
    expect([text, news, buttonCard(), vote, multiple].map(isInteractive)).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
  });

  it('accepts a task id once for ever per app, and only counts cards that were sent', async () => {
    const { wecom, url, sandbox } = await openSandbox();
    const card = buttonCard({ task_id: 'once' });
    expect((await wecom.sendCard('nobody', card)).errcode).toBe(81013);
    expect((await wecom.sendCard('zhangwei', card)).errcode).toBe(0);
    expect((await wecom.sendCard('lina', card)).errcode).toBe(42014);
    const other = sandbox.core.apps[1]!;
    const second = openDocsClient(url, { ...other, corpId: sandbox.core.credentials.corpId });
    expect((await second.sendCard('zhangwei', card)).errcode).toBe(0);
  });
});
