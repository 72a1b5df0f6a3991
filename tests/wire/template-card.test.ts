import { describe, expect, it } from 'vitest';
import {
  MessageRecall,
  MessageSend,
  SendWelcome,
  UpdateTemplateCard,
} from '#bot/platforms/wecom/wire/requests';
import {
  isInteractive,
  SentTemplateCard,
  TemplateCard,
  wireErrorCode,
} from '#bot/platforms/wecom/wire/template-card';

const title = { title: '新线索' };
const option = (id: string) => ({ id, text: id });
const menu = { action_list: [{ text: '转派', key: 'm1' }] };
const link = { type: 1, url: 'https://example.com/x' };
const CARDS = {
  text_notice: { card_type: 'text_notice', main_title: title, card_action: link },
  news_notice: {
    card_type: 'news_notice',
    main_title: title,
    card_action: link,
    card_image: { url: link.url },
  },
  button_interaction: {
    card_type: 'button_interaction',
    task_id: 'card-1@v1',
    main_title: title,
    button_list: [{ text: '接单', key: 'k', style: 1 }],
  },
  vote_interaction: {
    card_type: 'vote_interaction',
    task_id: 't',
    main_title: title,
    checkbox: { question_key: 'q', option_list: [option('a')] },
    submit_button: { text: '提交', key: 's' },
  },
  multiple_interaction: {
    card_type: 'multiple_interaction',
    task_id: 't',
    main_title: title,
    select_list: [{ question_key: 'q', option_list: [option('a')] }],
    submit_button: { text: '提交', key: 's' },
  },
} as const;
const button = CARDS.button_interaction;
const many = (count: number) => Array.from({ length: count }, (_, index) => option(`o${index}`));

function codeOf(card: unknown): number {
  const result = SentTemplateCard.safeParse(card);
  return result.success ? 0 : wireErrorCode(result.error);
}

describe('template cards', () => {
  it.each(Object.entries(CARDS))('a plain %s passes', (_name, card) => {
    expect(codeOf(card)).toBe(0);
  });

  it.each([
    ['unknown type', { ...button, card_type: 'banner' }, 42031],
    ['no task id on a button card', { ...button, task_id: undefined }, 42014],
    ['colon in a task id', { ...button, task_id: 'po:42' }, 42014],
    ['129 characters of task id', { ...button, task_id: 'x'.repeat(129) }, 42014],
    ['menu without a task id', { ...CARDS.text_notice, action_menu: menu }, 42014],
    ['seven buttons', { ...button, button_list: Array(7).fill(button.button_list[0]) }, 42038],
    ['no button', { ...button, button_list: [] }, 42038],
    ['button without text', { ...button, button_list: [{ key: 'k', text: '' }] }, 42038],
    ['button without key', { ...button, button_list: [{ text: 't' }] }, 42017],
    ['key beyond 1024 bytes', { ...button, button_list: [{ text: 't', key: '键'.repeat(342) }] }, 42017],
    ['no title', { ...button, main_title: {} }, 41016],
    ['seven lines', { ...button, horizontal_content_list: Array(7).fill({ keyname: 'k' }) }, 42035],
    ['line without a name', { ...button, horizontal_content_list: [{ keyname: '' }] }, 42027],
    ['file line without a file', { ...button, horizontal_content_list: [{ keyname: 'k', type: 2 }] }, 42029],
    [
      'member line without a member',
      { ...button, horizontal_content_list: [{ keyname: 'k', type: 3 }] },
      42050,
    ],
    ['link line without a link', { ...button, horizontal_content_list: [{ keyname: 'k', type: 1 }] }, 42028],
    [
      'four menu entries',
      { ...button, action_menu: { action_list: many(4).map(({ id }) => ({ text: id, key: id })) } },
      42051,
    ],
    [
      'equal menu keys',
      { ...button, action_menu: { action_list: [menu.action_list[0], menu.action_list[0]] } },
      42051,
    ],
    ['eleven options', { ...button, button_selection: { question_key: 'q', option_list: many(11) } }, 42037],
    [
      'equal option ids',
      { ...button, button_selection: { question_key: 'q', option_list: [option('a'), option('a')] } },
      42040,
    ],
    [
      'option without text',
      { ...button, button_selection: { question_key: 'q', option_list: [{ id: 'a', text: '' }] } },
      42041,
    ],
    ['selection without key', { ...button, button_selection: { option_list: many(1) } }, 42043],
    ['notice that opens nothing', { card_type: 'text_notice', main_title: title }, 42045],
    ['notice with action type 0', { ...CARDS.text_notice, card_action: { type: 0 } }, 42045],
    ['notice without any text', { card_type: 'text_notice', card_action: link }, 41016],
    ['url without a scheme', { ...CARDS.text_notice, card_action: { type: 1, url: 'example.com' } }, 45034],
    ['news without a picture', { ...CARDS.news_notice, card_image: undefined }, 42044],
    [
      'five paragraphs',
      { ...CARDS.news_notice, vertical_content_list: Array(5).fill({ title: 't' }) },
      42036,
    ],
    ['paragraph without title', { ...CARDS.news_notice, vertical_content_list: [{ title: '' }] }, 42033],
    ['four jumps', { ...CARDS.text_notice, jump_list: Array(4).fill({ title: 't' }) }, 42042],
    [
      'four drop-downs',
      {
        ...CARDS.multiple_interaction,
        select_list: Array(4).fill({ question_key: 'q', option_list: many(1) }),
      },
      42047,
    ],
    ['no submit button', { ...CARDS.multiple_interaction, submit_button: undefined }, 42046],
    ['submit without text', { ...CARDS.vote_interaction, submit_button: { text: '', key: 'k' } }, 42049],
  ])('%s is answered with the platform’s own code', (_name, card, code) => {
    expect(codeOf(card)).toBe(code);
  });

  it('lengths in characters are advice, not errors', () => {
    expect(codeOf({ ...button, main_title: { title: '长'.repeat(200) } })).toBe(0);
  });

  it('an update needs no task id and no submit button', () => {
    const { submit_button: _, task_id: __, ...update } = CARDS.multiple_interaction;
    expect(TemplateCard.safeParse(update).success).toBe(true);
  });

  it('only cards that can be pressed bring response codes', () => {
    const interactive = Object.values(CARDS).map((card) => isInteractive(SentTemplateCard.parse(card)));
    expect(interactive).toEqual([false, false, true, true, true]);
    expect(isInteractive(TemplateCard.parse({ ...CARDS.text_notice, action_menu: menu }))).toBe(true);
  });
});

describe('requests', () => {
  const to = { touser: 'a|b', agentid: 1 };
  const code = (
    schema: typeof MessageSend | typeof UpdateTemplateCard | typeof SendWelcome,
    body: unknown,
  ) => {
    const result = schema.safeParse(body);
    return result.success ? 0 : wireErrorCode(result.error);
  };

  it.each([
    ['text', { ...to, msgtype: 'text', text: { content: 'x' } }, 0],
    ['a long text, which is cut later', { ...to, msgtype: 'text', text: { content: 'x'.repeat(5000) } }, 0],
    ['an empty text', { ...to, msgtype: 'text', text: { content: '' } }, 44004],
    ['markdown', { ...to, msgtype: 'markdown', markdown: { content: '# x' } }, 0],
    [
      'a text card',
      { ...to, msgtype: 'textcard', textcard: { title: 't', description: 'd', url: link.url } },
      0,
    ],
    [
      'a text card without scheme',
      { ...to, msgtype: 'textcard', textcard: { title: 't', description: 'd', url: 'x' } },
      45034,
    ],
    [
      'a text card without title',
      { ...to, msgtype: 'textcard', textcard: { description: 'd', url: link.url } },
      41016,
    ],
    ['a template card', { ...to, msgtype: 'template_card', template_card: button }, 0],
    [
      'a bad template card',
      { ...to, msgtype: 'template_card', template_card: { ...button, task_id: '' } },
      42014,
    ],
    ['an unknown type', { ...to, msgtype: 'hologram' }, 40008],
    ['no agent', { touser: 'a', msgtype: 'text', text: { content: 'x' } }, 40056],
  ])('message/send with %s', (_name, body, expected) => {
    expect(code(MessageSend, body)).toBe(expected);
  });

  it.each([
    ['a whole card', { template_card: { ...button, task_id: undefined } }, 0],
    ['a button text', { button: { replace_name: '已接单' } }, 0],
    ['both', { template_card: button, button: { replace_name: 'x' } }, 40058],
    ['neither', {}, 40058],
    ['no response code', { response_code: '', button: { replace_name: 'x' } }, 60140],
    ['1001 members', { userids: Array(1001).fill('u'), button: { replace_name: 'x' } }, 40032],
  ])('update_template_card with %s', (_name, change, expected) => {
    expect(code(UpdateTemplateCard, { userids: ['a'], agentid: 1, response_code: 'r', ...change })).toBe(
      expected,
    );
  });

  it('recall needs a message id, a greeting something to say', () => {
    expect(MessageRecall.safeParse({}).success).toBe(false);
    expect(code(SendWelcome, { welcome_code: 'w' })).toBe(44004);
    expect(code(SendWelcome, { text: { content: 'x' } })).toBe(41049);
    expect(code(SendWelcome, { welcome_code: 'w', text: { content: 'x' } })).toBe(0);
  });
});
