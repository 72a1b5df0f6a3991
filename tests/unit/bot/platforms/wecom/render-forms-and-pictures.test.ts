import { describe, expect, it } from 'vitest';
import type { Card, CardForm } from '#bot/cards/card';
import { renderCard, renderText, renderUpdate } from '#bot/platforms/wecom/render-card';
import { isInteractive, SentTemplateCard, TemplateCard } from '#bot/platforms/wecom/wire/template-card';

const base: Card = {
  kind: 'lead.lose',
  source: '车聊 · 浦东旗舰店',
  tone: 'normal',
  title: '张先生 为什么战败？',
  subtitle: '选一个原因',
  lines: [{ label: '电话', value: '138****5678' }],
  buttons: [],
};
const form = (overrides: Partial<CardForm> = {}, options = 8): CardForm => ({
  ticks: 'one',
  choices: [
    {
      key: 'lost_reason',
      title: '战败原因',
      options: Array.from({ length: options }, (_, i) => ({ id: `r${i}`, text: `原因${i}` })),
    },
  ],
  submit: { key: 'lead.lose_for|01J|3', text: '确认战败', style: 'danger' },
  ...overrides,
});

describe('a question with all its options in view', () => {
  it('is a vote: one answer, nothing ticked before anybody looked', () => {
    const card = renderCard({ ...base, form: form() }, 'card-1');
    expect(SentTemplateCard.parse(card)).toMatchObject({
      card_type: 'vote_interaction',
      task_id: 'card-1',
      main_title: { title: '张先生 为什么战败？', desc: '选一个原因；电话 138****5678' },
      checkbox: { question_key: 'lost_reason', mode: 0 },
      submit_button: { text: '确认战败', key: 'lead.lose_for|01J|3' },
    });
    expect((card as { checkbox: { option_list: { is_checked: boolean }[] } }).checkbox.option_list).toSatisfy(
      (options: { is_checked: boolean }[]) => options.every((option) => !option.is_checked),
    );
    expect(isInteractive(SentTemplateCard.parse(card))).toBe(true);
  });

  it('takes many answers when it says so, and ticks what was chosen before', () => {
    const choices = [{ ...form().choices[0]!, selected: 'r2' }];
    expect(renderUpdate({ ...base, form: form({ ticks: 'many', choices }) })).toMatchObject({
      checkbox: {
        mode: 1,
        option_list: expect.arrayContaining([{ id: 'r2', text: '原因2', is_checked: true }]),
      },
    });
  });

  it('shows at most the twenty options a vote holds', () => {
    const card = TemplateCard.parse(renderUpdate({ ...base, form: form({}, 25) }));
    expect(card).toMatchObject({ checkbox: { option_list: { length: 20 } } });
  });

  it('without a question is a mistake of the card, said at once', () => {
    expect(() => renderUpdate({ ...base, form: form({ choices: [] }) })).toThrow('lead.lose');
  });

  it('stays a card of drop-downs when nothing was said about ticks', () => {
    const { ticks: _ticks, ...dropDowns } = form();
    expect(renderUpdate({ ...base, form: dropDowns })).toMatchObject({ card_type: 'multiple_interaction' });
  });

  it('says its outcome on the page it opens once it is answered', () => {
    const done = { ...base, link: 'https://crm.example.com/app/leads/1', outcome: '已标记战败：价格' };
    expect(TemplateCard.parse(renderUpdate(done))).toMatchObject({
      card_type: 'text_notice',
      quote_area: { quote_text: '已标记战败：价格' },
    });
  });
});

describe('a card with a picture', () => {
  const picture: Card = {
    ...base,
    kind: 'campaign',
    title: '浦东车展',
    lines: [],
    image: { url: 'https://crm.example.com/f/show/qr.png' },
    link: 'https://crm.example.com/f/show',
  };

  it('is a picture notice that opens the page', () => {
    expect(SentTemplateCard.parse(renderCard(picture, 'card-1'))).toMatchObject({
      card_type: 'news_notice',
      card_image: { url: 'https://crm.example.com/f/show/qr.png' },
      card_action: { type: 1, url: 'https://crm.example.com/f/show' },
      main_title: { title: '浦东车展' },
    });
  });

  it('keeps its sentence, though picture notices have no paragraph', () => {
    const card = SentTemplateCard.parse(renderCard({ ...picture, note: '请客户扫码留资' }, 'card-1'));
    expect(card).toMatchObject({ vertical_content_list: [{ title: '说明', desc: '请客户扫码留资' }] });
    expect(card).not.toHaveProperty('sub_title_text');
  });

  it('with something to press shows the buttons instead: they matter more than the picture', () => {
    const buttons = [{ key: 'lead.accept|A|1', text: '接单', style: 'primary' as const }];
    expect(renderCard({ ...picture, buttons }, 'card-1')).toMatchObject({ card_type: 'button_interaction' });
  });

  it('without a page to open goes out as words', () => {
    const { link: _link, ...nowhere } = picture;
    expect(renderCard(nowhere, 'card-1')).toBeNull();
    expect(renderText(nowhere)).toContain('浦东车展');
  });
});
