import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Card, CardButton } from '#bot/cards/card';
import { oneLine, plainText, withinBytes } from '#bot/platforms/wecom/card-text';
import { renderCard, renderText, renderUpdate } from '#bot/platforms/wecom/render-card';
import { SentTemplateCard, TemplateCard } from '#bot/platforms/wecom/wire/template-card';

const accept: CardButton = { key: 'lead.accept|A|1', text: '接单', style: 'primary' };
const lose: CardButton = { key: 'lead.lose|A|1', text: '战败', style: 'danger' };
const why: CardButton = { key: 'lead.why|A|1', text: '为什么给我', style: 'normal' };
const lead: Card = {
  kind: 'lead',
  source: '滨江店 · 官网',
  tone: 'urgent',
  title: '新线索：李女士 138****0000',
  subtitle: '想看 星海 SUV',
  note: '请在 10:15 前接单',
  lines: [
    { label: '评分', value: '82 热 (试驾 +50)' },
    { label: '来源', value: '官网表单' },
  ],
  buttons: [accept, lose],
  choice: { key: 'reason', title: '战败原因', options: [{ id: 'price', text: '价格' }], selected: 'price' },
  menu: [why],
  link: 'https://crm.example.com/app/leads/A',
};
const bare: Card = { kind: 'x', source: 's', tone: 'normal', title: 't', lines: [], buttons: [] };

describe('[CH1] a card with a decision', () => {
  it('is drawn as a button card', () => {
    expect(renderCard(lead, 'card-1')).toEqual({
      card_type: 'button_interaction',
      task_id: 'card-1',
      source: { desc: '滨江店 · 官网', desc_color: 2 },
      main_title: { title: '新线索：李女士 138****0000', desc: '想看 星海 SUV' },
      sub_title_text: '请在 10:15 前接单',
      horizontal_content_list: [
        { keyname: '评分', value: '82 热 (试驾 +50)' },
        { keyname: '来源', value: '官网表单' },
      ],
      action_menu: { desc: '更多操作', action_list: [{ text: '为什么给我', key: 'lead.why|A|1' }] },
      card_action: { type: 1, url: 'https://crm.example.com/app/leads/A' },
      button_selection: {
        question_key: 'reason',
        title: '战败原因',
        selected_id: 'price',
        option_list: [{ id: 'price', text: '价格' }],
      },
      button_list: [
        { type: 0, text: '接单', style: 1, key: 'lead.accept|A|1' },
        { type: 0, text: '战败', style: 3, key: 'lead.lose|A|1' },
      ],
    });
  });

  it('shows what happened beside the buttons that remain', () => {
    expect(renderUpdate({ ...lead, outcome: '王强 10:05 已接单' })).toMatchObject({
      card_type: 'button_interaction',
      quote_area: { type: 0, quote_text: '王强 10:05 已接单' },
    });
  });

  it('an update carries no task id', () => {
    expect(renderUpdate(lead)).not.toHaveProperty('task_id');
  });

  it('with a form is drawn as a multiple card that still says everything', () => {
    const form = {
      choices: [{ key: 'method', title: '方式', options: [{ id: 'call', text: '电话' }] }],
      submit: { key: 'lead.follow_up|A|1', text: '提交', style: 'primary' as const },
    };
    expect(renderCard({ ...lead, buttons: [], form }, 'card-2')).toEqual({
      card_type: 'multiple_interaction',
      task_id: 'card-2',
      source: { desc: '滨江店 · 官网', desc_color: 2 },
      main_title: {
        title: '新线索：李女士 138****0000',
        desc: '想看 星海 SUV；请在 10:15 前接单；评分 82 热 (试驾 +50)；来源 官网表单',
      },
      select_list: [{ question_key: 'method', title: '方式', option_list: [{ id: 'call', text: '电话' }] }],
      submit_button: { text: '提交', key: 'lead.follow_up|A|1' },
    });
  });
});

describe('[CH2] a card with nothing left to press', () => {
  const done: Card = { ...lead, buttons: [], tone: 'good', outcome: '王强 10:05 已接单' };

  it('becomes a notice that opens the page', () => {
    const card = renderUpdate(done);
    expect(card).toMatchObject({
      card_type: 'text_notice',
      source: { desc_color: 3 },
      quote_area: { quote_text: '王强 10:05 已接单' },
      card_action: { type: 1, url: lead.link },
    });
    expect(card).not.toHaveProperty('button_list');
  });

  it('without a page keeps one grey button that says what happened', () => {
    const { link: _, ...unlinked } = done;
    expect(renderUpdate(unlinked)).toMatchObject({
      card_type: 'button_interaction',
      replace_text: '王强 10:05…',
      quote_area: { quote_text: '王强 10:05 已接单' },
    });
  });

  it('first sent without a page is a text', () => {
    const { link: _, ...unlinked } = done;
    expect(renderCard(unlinked, 'card-1')).toBeNull();
    expect(renderText(unlinked)).toBe(
      '新线索：李女士 138****0000\n想看 星海 SUV\n请在 10:15 前接单\n评分：82 热 (试驾 +50)\n来源：官网表单\n王强 10:05 已接单',
    );
  });
});

describe('limits', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 });
  const button = fc.record({
    key: fc.constantFrom('a', 'b'),
    text,
    style: fc.constantFrom('primary', 'danger'),
  });
  const choice = fc.record({
    key: fc.constantFrom('q1', 'q2'),
    title: text,
    options: fc.uniqueArray(fc.record({ id: fc.uuid(), text }), {
      minLength: 1,
      maxLength: 14,
      selector: (o) => o.id,
    }),
  });
  const card = fc.record(
    {
      kind: fc.constant('x'),
      source: text,
      tone: fc.constantFrom('normal', 'urgent', 'good', 'muted'),
      title: text,
      subtitle: text,
      note: text,
      outcome: text,
      lines: fc.array(fc.record({ label: text, value: text }), { maxLength: 9 }),
      buttons: fc.array(button, { minLength: 0, maxLength: 9 }),
      choice,
      menu: fc.uniqueArray(fc.record({ key: fc.uuid(), text, style: fc.constant('normal') }), {
        maxLength: 6,
        selector: (m) => m.key,
      }),
      link: fc.constant('https://example.com/x'),
    },
    { requiredKeys: ['kind', 'source', 'tone', 'title', 'lines', 'buttons'] },
  ) as fc.Arbitrary<Card>;

  it('whatever a card says, the platform takes it and the client cuts nothing', () => {
    const length = (value: string | undefined) => Array.from(value ?? '').length;
    fc.assert(
      fc.property(card, (drawn) => {
        const first = renderCard(drawn, 'card-1');
        if (first !== null) SentTemplateCard.parse(first);
        const update = renderUpdate(drawn);
        TemplateCard.parse(update);
        if (update.card_type !== 'button_interaction') return;
        expect(length(update.main_title.title)).toBeLessThanOrEqual(36);
        expect(length(update.main_title.desc)).toBeLessThanOrEqual(44);
        for (const item of update.button_list) expect(length(item.text)).toBeLessThanOrEqual(10);
        for (const line of update.horizontal_content_list ?? []) {
          expect(length(line.keyname)).toBeLessThanOrEqual(5);
          expect(length(line.value)).toBeLessThanOrEqual(30);
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['ten characters fit', '一二三四五六七八九十', '一二三四五六七八九十'],
    ['eleven are cut', '一二三四五六七八九十甲', '一二三四五六七八九…'],
    ['a character outside the basic plane is one', '𠮷'.repeat(11), `${'𠮷'.repeat(9)}…`],
    ['blanks collapse', ' a \n b ', 'a b'],
  ])('%s', (_name, text, shown) => {
    expect(oneLine(text, 10)).toBe(shown);
  });

  it('texts of blanks alone become a dash where the platform refuses an empty one', () => {
    const blank = {
      ...bare,
      title: ' ',
      lines: [{ label: ' \u0007', value: 'x' }],
      buttons: [{ ...accept, text: '\u202E' }],
    };
    const card = renderCard(blank, 'card-1');
    expect(SentTemplateCard.parse(card)).toMatchObject({
      main_title: { title: '—' },
      button_list: [{ text: '—' }],
    });
    expect(card).not.toHaveProperty('horizontal_content_list');
  });

  it('cutting by bytes never splits a character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.integer({ min: 3, max: 80 }),
        (text, max) => {
          const kept = withinBytes(text, max);
          expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(max);
          expect(text.startsWith(kept.replace(/…$/, ''))).toBe(true);
          expect(kept).not.toContain('\uFFFD');
        },
      ),
    );
  });
});

describe('text of strangers', () => {
  it.each([
    ['a link', '<a href="https://evil.example">点这里</a>'],
    ['upper case', '<A HREF=x>'],
    ['a div', '<div class="highlight">'],
    ['a closing tag', '</a>'],
    ['a comment', '<!-- x -->'],
  ])('%s becomes inert', (_name, text) => {
    expect(plainText(text)).not.toMatch(/<[a-z/!?]/i);
  });

  it.each(['userName', 'userAlias', 'userAliasOrName', 'departmentName', 'USERNAME'])(
    '$%s= is not translated',
    (name) => {
      expect(plainText(`$${name}=boss$`)).toBe(`＄${name}=boss$`);
    },
  );

  it('direction marks and control characters go, prices and comparisons stay', () => {
    expect(plainText('a\u202Eb\u2066c\u0007d')).toBe('abcd');
    expect(plainText('价格 < 20 万, 5$ & <3')).toBe('价格 < 20 万, 5$ & <3');
  });

  it('a lead’s name cannot put a link or another’s name on the card', () => {
    const name = '<a href="https://evil.example">李女士</a>$userName=boss$';
    const json = JSON.stringify([
      renderUpdate({
        ...bare,
        title: name,
        subtitle: name,
        note: name,
        outcome: name,
        buttons: [accept],
        lines: [{ label: name, value: name }],
      }),
      renderText({ ...bare, title: name }),
    ]);
    expect(json).not.toMatch(/<a|\$userName=/);
  });
});
