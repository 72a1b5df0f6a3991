import { describe, expect, it } from 'vitest';
import { checkCard } from '#sandbox/api/card-rules';
import { openSandbox } from './open-sandbox.ts';

const FORM = {
  card_type: 'multiple_interaction',
  main_title: { title: '记录跟进' },
  select_list: [{ question_key: 'next', option_list: [{ id: 'none', text: '暂不约定' }] }],
};

describe('rules that differ between sending and updating', () => {
  it('[OP1] an update may leave the submit button out, a new card may not', () => {
    expect(() => checkCard(FORM, 'update')).not.toThrow();
    expect(() => checkCard(FORM)).toThrow();
  });

  it('an update that brings a submit button brings a whole one', () => {
    expect(() => checkCard({ ...FORM, submit_button: { text: '保存' } }, 'update')).toThrow();
    expect(() => checkCard({ ...FORM, submit_button: { text: '保存', key: 'k' } }, 'update')).not.toThrow();
  });
});

describe('paths of controls', () => {
  it('a broken percent-escape is answered with what to do, not with an error of ours', async () => {
    const { url } = await openSandbox();
    const answer = await fetch(`${url}/_sandbox/chats/%E0%A4%A`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: 'INVALID_PATH', field: 'path' } });
  });
});
