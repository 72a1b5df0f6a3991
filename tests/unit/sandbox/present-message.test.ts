import { describe, expect, it } from 'vitest';
import { addEntry } from '#sandbox/chats/chat';
import { choicesOf } from '#sandbox/chats/choices';
import { presentMessage } from '#sandbox/chats/present-message';
import type { ChatEntry } from '#sandbox/state';
import { openCore } from './open-core.ts';

const opened = openCore();

function shown(kind: string, body: Record<string, unknown>, change: Partial<ChatEntry> = {}) {
  const entry = addEntry(opened.core, 'lina', { from: 'app', kind, body });
  return presentMessage(opened.core.state, { ...entry, ...change });
}
const card = (body: Record<string, unknown>, change: Partial<ChatEntry> = {}) =>
  shown('template_card', { card_type: 'button_interaction', task_id: 't1', ...body }, change);

describe('plain messages', () => {
  it.each<[string, string, Record<string, unknown>, Record<string, unknown>]>([
    ['text', 'text', { content: '你好' }, { kind: 'text', text: '你好', title: '你好' }],
    ['a long text has a short title', 'text', { content: 'x'.repeat(99) }, { title: 'x'.repeat(64) }],
    ['markdown', 'markdown', { content: '**重要**' }, { text: '**重要**', title: '' }],
    [
      'a text card',
      'textcard',
      { title: '标题', description: '说明', url: 'https://e.cn' },
      { title: '标题', text: '说明', url: 'https://e.cn' },
    ],
    [
      'news',
      'news',
      { articles: [{ title: '一', url: 'https://e.cn/1', picurl: 'https://e.cn/p.png' }, { title: '二' }] },
      {
        title: '一',
        image: 'https://e.cn/p.png',
        url: 'https://e.cn/1',
        links: [
          { text: '一', url: 'https://e.cn/1' },
          { text: '二', url: '' },
        ],
      },
    ],
    ['a file', 'file', { media_id: 'm', title: '报价.pdf' }, { title: '报价.pdf' }],
    ['a body nobody expected', 'text', { content: { not: 'text' } }, { text: '', title: '' }],
  ])('%s', (_what, kind, body, view) => {
    expect(shown(kind, body)).toMatchObject(view);
    expect(shown(kind, body)).toMatchObject({ state: 'plain', buttons: [], menu: [], choices: [] });
  });
});

describe('cards', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['source', { source: { desc: '浦东店', desc_color: 2 } }, { source: { text: '浦东店', color: 2 } }],
    ['source without a colour', { source: { desc: '浦东店' } }, { source: { text: '浦东店', color: 0 } }],
    ['an empty source', { source: { desc: '' } }, { source: null }],
    ['title and subtitle', { main_title: { title: '甲', desc: '乙' } }, { title: '甲', subtitle: '乙' }],
    ['a subtitle text stands in for a title', { sub_title_text: '丙' }, { title: '丙', text: '丙' }],
    [
      'emphasis',
      { emphasis_content: { title: '30 分钟', desc: '已超时' } },
      { emphasis: { title: '30 分钟', text: '已超时' } },
    ],
    [
      'quote',
      { quote_area: { type: 1, url: 'https://e.cn', title: '原因', quote_text: '轮到你' } },
      { quote: { title: '原因', text: '轮到你', url: 'https://e.cn' } },
    ],
    ['a quote without a word', { quote_area: { type: 0 } }, { quote: null }],
    [
      'a line with a link',
      { horizontal_content_list: [{ keyname: '官网', type: 1, value: '看', url: 'https://e.cn' }] },
      { lines: [{ label: '官网', value: '看', url: 'https://e.cn', userid: null }] },
    ],
    [
      'a line with a member',
      { horizontal_content_list: [{ keyname: '归属', type: 3, value: '李娜', userid: 'lina' }] },
      { lines: [{ label: '归属', value: '李娜', url: null, userid: 'lina' }] },
    ],
    [
      'a url on a line that is no link',
      { horizontal_content_list: [{ keyname: '电话', value: '1', url: 'https://e.cn' }] },
      { lines: [{ label: '电话', value: '1', url: null, userid: null }] },
    ],
    [
      'vertical before horizontal lines',
      {
        vertical_content_list: [{ title: '上', desc: '一' }],
        horizontal_content_list: [{ keyname: '下', value: '二' }],
      },
      { lines: [expect.objectContaining({ label: '上' }), expect.objectContaining({ label: '下' })] },
    ],
    [
      'jumps',
      { jump_list: [{ type: 1, title: '打开', url: 'https://e.cn' }] },
      { links: [{ text: '打开', url: 'https://e.cn' }] },
    ],
    ['where a tap goes', { card_action: { type: 1, url: 'https://e.cn' } }, { url: 'https://e.cn' }],
    ['a picture', { card_image: { url: 'https://e.cn/p' } }, { image: 'https://e.cn/p' }],
    [
      'a picture beside a text',
      { image_text_area: { image_url: 'https://e.cn/q', desc: '旁边' } },
      { image: 'https://e.cn/q', text: '旁边' },
    ],
  ])('show %s', (_what, body, view) => {
    expect(card(body)).toMatchObject(view);
  });

  it.each<[unknown, number]>([
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 4],
    [undefined, 1],
    [0, 1],
    [9, 1],
    ['2', 2],
  ])('a button of style %j is drawn in style %i', (style, drawn) => {
    expect(card({ button_list: [{ text: '接单', key: 'k', style }] }).buttons[0]?.style).toBe(drawn);
  });

  it('a button may open a page instead of calling back', () => {
    const view = card({ button_list: [{ text: '看', type: 1, url: 'https://e.cn', key: 'k' }] });
    expect(view.buttons[0]).toMatchObject({ url: 'https://e.cn', submit: false });
  });

  it('a submit button has a word even when the card gives none', () => {
    const view = card({ card_type: 'vote_interaction', submit_button: { key: 's' } });
    expect(view.buttons).toEqual([{ key: 's', text: '提交', style: 1, url: null, submit: true }]);
  });

  it.each<[string, Partial<ChatEntry>, string, number]>([
    ['can be pressed', {}, 'active', 1],
    ['is pressed', { waiting: true, pressed: { key: 'k', selected: {}, at: 1 } }, 'waiting', 1],
    ['is decided', { replacedBy: '已接单' }, 'done', 0],
    ['is recalled', { recalled: true }, 'recalled', 0],
    ['is recalled after it was decided', { recalled: true, replacedBy: '已接单' }, 'recalled', 0],
  ])('a card that %s', (_what, change, state, buttons) => {
    const body = { button_list: [{ text: '接单', key: 'k' }] };
    const view = card(body, change);
    expect([view.state, view.buttons.length]).toEqual([state, buttons]);
    expect(view.outcome).toBe(change.replacedBy ?? null);
  });

  it('a card with nothing but a menu is active, too', () => {
    const view = card({ action_menu: { action_list: [{ text: '收起', key: 'm' }] } });
    expect([view.state, view.menu]).toEqual(['active', [{ key: 'm', text: '收起' }]]);
  });

  it('a notice is plain', () => {
    expect(card({ card_type: 'text_notice', main_title: { title: 'x' } }).state).toBe('plain');
  });
});

describe('names in the place of ids', () => {
  it.each<[string, string]>([
    ['$userName=zhangwei$ 已接单', '张伟 已接单'],
    ['$userAlias=zhangwei$', '张伟'],
    ['$userAliasOrName=zhangwei$', '张伟'],
    ['$departmentName=101$ 收到', 'SUV组 收到'],
    ['$userName=nobody$', '$userName=nobody$'],
    ['$departmentName=999$', '$departmentName=999$'],
    ['5 $ 一瓶', '5 $ 一瓶'],
    ['$userName=zhangwei$和$userName=lina$', '张伟和李娜'],
  ])('%s → %s', (content, text) => {
    expect(shown('text', { content }, { translateIds: true }).text).toBe(text);
    expect(shown('text', { content }).text).toBe(content);
  });

  it('are translated in every corner of a card', () => {
    const body = {
      main_title: { title: '$userName=lina$' },
      horizontal_content_list: [{ keyname: '组', value: '$departmentName=101$' }],
      button_list: [{ text: '给$userName=wuhao$', key: '$userName=wuhao$' }],
    };
    const view = card(body, { translateIds: true });
    expect([view.title, view.lines[0]?.value, view.buttons[0]?.text]).toEqual(['李娜', 'SUV组', '给吴昊']);
  });
});

describe('questions', () => {
  const option = (id: string, more = {}) => ({ id, text: `选 ${id}`, ...more });
  it.each<[string, Record<string, unknown>, Record<string, unknown>[]]>([
    [
      'a drop-down starts on its first option',
      { button_selection: { question_key: 'q', title: '原因', option_list: [option('a'), option('b')] } },
      [{ key: 'q', title: '原因', selected: ['a'], multiple: false, disabled: false }],
    ],
    [
      'or where the card says',
      { button_selection: { question_key: 'q', selected_id: 'b', option_list: [option('a'), option('b')] } },
      [{ selected: ['b'] }],
    ],
    [
      'not on an option that is not there',
      { button_selection: { question_key: 'q', selected_id: 'z', option_list: [option('a')] } },
      [{ selected: ['a'] }],
    ],
    [
      'may be fixed',
      { button_selection: { question_key: 'q', disable: true, option_list: [option('a')] } },
      [{ disabled: true }],
    ],
    [
      'several drop-downs keep their order',
      {
        select_list: ['x', 'y', 'z'].map((key) => ({ question_key: key, option_list: [option('a')] })),
      },
      [{ key: 'x' }, { key: 'y' }, { key: 'z' }],
    ],
    [
      'a vote for one',
      {
        checkbox: {
          question_key: 'v',
          mode: 0,
          option_list: [option('a', { is_checked: true }), option('b')],
        },
      },
      [{ multiple: false, selected: ['a'] }],
    ],
    [
      'a vote for several, nothing chosen yet',
      { checkbox: { question_key: 'v', mode: 1, option_list: [option('a'), option('b')] } },
      [{ multiple: true, selected: [] }],
    ],
    ['a question without a key is none', { button_selection: { option_list: [option('a')] } }, []],
    ['no question', {}, []],
    [
      'a question without options has nothing chosen',
      { button_selection: { question_key: 'q', option_list: [] } },
      [{ selected: [], options: [] }],
    ],
  ])('%s', (_what, body, choices) => {
    expect(choicesOf(body)).toMatchObject(choices);
    expect(choicesOf(body)).toHaveLength(choices.length);
  });
});
