import { describe, expect, it } from 'vitest';
import { ApiError } from '#sandbox/api/call';
import { checkContent, cutBytes, MEDIA_LIFE_MS } from '#sandbox/api/message-content';
import { resolveRecipients } from '#sandbox/api/recipients';
import { openCore, ROSTER } from './open-core.ts';

const { core } = openCore();

/** The answer, or the code of the refusal. */
function resolve(body: Record<string, unknown>): Record<string, unknown> & { userids: readonly string[] } {
  try {
    return { ...resolveRecipients(core, body) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { userids: [], errcode: error.errcode, ...error.extra };
  }
}

const SUV = ['zhangwei', 'wangqiang', 'lina'];
const many = (count: number, name: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => name(i)).join('|');

describe('who gets a message', () => {
  it.each<[string, Record<string, unknown>, string[]]>([
    ['one member', { touser: 'lina' }, ['lina']],
    ['several', { touser: 'lina|wuhao' }, ['lina', 'wuhao']],
    ['in any case', { touser: 'LINA|WuHao' }, ['lina', 'wuhao']],
    ['a name twice counts once', { touser: 'lina|lina|Lina' }, ['lina']],
    ['white space around names', { touser: ' lina | wuhao ' }, ['lina', 'wuhao']],
    ['empty parts', { touser: '|lina||' }, ['lina']],
    ['a team', { toparty: '101' }, SUV],
    ['a team and a member of it', { toparty: '101', touser: 'lina' }, ['lina', 'zhangwei', 'wangqiang']],
  ])('%s', (_what, body, userids) => {
    const found = resolve(body);
    expect(found.userids.toSorted()).toEqual(userids.toSorted());
    expect(found).toMatchObject({ invaliduser: '', invalidparty: '', invalidtag: '' });
  });

  it('@all is everybody, whoever else is named', () => {
    const everyone = ROSTER.staff.map((person) => person.userId).toSorted();
    const found = resolve({ touser: 'nobody|@all' });
    expect(found.userids.toSorted()).toEqual(everyone);
  });

  it('a store is everybody in its teams too', () => {
    const found = resolve({ toparty: '2' });
    const store = ROSTER.staff.filter((person) => person.storeId === 'store-pudong').map((one) => one.userId);
    expect(found.userids.toSorted()).toEqual(store.toSorted());
  });

  it('somebody who resigned is a stranger, alone, in a team and in @all', () => {
    const opened = openCore();
    opened.core.state.members.find((member) => member.userid === 'lina')!.active = false;
    const names = (body: Record<string, unknown>) => resolveRecipients(opened.core, body);
    expect(names({ touser: 'lina|wuhao' })).toMatchObject({ userids: ['wuhao'], invaliduser: 'lina' });
    expect(names({ toparty: '101' }).userids).not.toContain('lina');
    expect(names({ touser: '@all' }).userids).toHaveLength(ROSTER.staff.length - 1);
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['a stranger beside a member', { touser: 'Nobody|lina' }, { userids: ['lina'], invaliduser: 'nobody' }],
    ['two strangers', { touser: 'X|lina|Y' }, { invaliduser: 'x|y' }],
    ['an unknown party', { touser: 'lina', toparty: '999' }, { invalidparty: '999' }],
    ['any tag: there are none', { touser: 'lina', totag: '1|2' }, { invalidtag: '1|2' }],
  ])('lists %s', (_what, body, answer) => {
    expect(resolve(body)).toMatchObject(answer);
  });

  it.each<[string, Record<string, unknown>, number]>([
    ['nobody named', {}, 82001],
    ['empty names', { touser: '', toparty: '|' }, 82001],
    ['a list instead of text', { touser: ['lina'] }, 82001],
    ['only strangers', { touser: 'nobody' }, 81013],
    ['only unknown parties', { toparty: '999' }, 81013],
    ['only tags', { totag: '1' }, 81013],
    ['1,001 members', { touser: many(1_001, (i) => `u${i}`) }, 40032],
    ['101 parties', { toparty: many(101, String) }, 82002],
    ['101 tags', { totag: many(101, String) }, 82003],
  ])('refuses %s', (_what, body, errcode) => {
    expect(resolve(body)).toMatchObject({ errcode });
  });

  it('takes the limits themselves', () => {
    expect(resolve({ touser: `${many(999, (i) => `u${i}`)}|lina` })).toMatchObject({ userids: ['lina'] });
    expect(resolve({ touser: 'lina', toparty: many(100, (i) => `${500 + i}`) })).toMatchObject({
      userids: ['lina'],
    });
  });

  it('tells with 81013 who was wrong', () => {
    expect(resolve({ touser: 'A|b', toparty: '77', totag: '9' })).toEqual({
      userids: [],
      errcode: 81013,
      invaliduser: 'a|b',
      invalidparty: '77',
      invalidtag: '9',
    });
  });
});

describe('the body of a message', () => {
  const code = (msgtype: string, body: Record<string, unknown>) => {
    try {
      checkContent(core, msgtype, body);
      return 0;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return error.errcode;
    }
  };
  const card = { title: 't', description: 'd', url: 'https://e.cn' };
  const articles = (
    count: number,
    article: Record<string, unknown> = { title: 't', url: 'https://e.cn' },
  ) => ({
    articles: Array.from({ length: count }, () => article),
  });

  it.each<[string, string, Record<string, unknown>, number]>([
    ['a text', 'text', { content: 'x' }, 0],
    ['a long text, which is cut', 'text', { content: 'x'.repeat(5_000) }, 0],
    ['an empty text', 'text', { content: '' }, 44004],
    ['no text', 'text', {}, 44004],
    ['a number for text', 'text', { content: 5 }, 44004],
    ['markdown of 2,048 bytes', 'markdown', { content: 'x'.repeat(2_048) }, 0],
    ['markdown of 2,049 bytes', 'markdown', { content: 'x'.repeat(2_049) }, 45002],
    ['markdown in Chinese: three bytes a letter', 'markdown', { content: '字'.repeat(683) }, 45002],
    ['empty markdown', 'markdown', { content: '' }, 44004],
    ['a text card', 'textcard', card, 0],
    ['a text card without a title', 'textcard', { ...card, title: '' }, 41016],
    ['a text card without a description', 'textcard', { ...card, description: undefined }, 41033],
    ['a text card without a link', 'textcard', { ...card, url: '' }, 45034],
    ['a link without a scheme', 'textcard', { ...card, url: 'e.cn' }, 45034],
    ['a script for a link', 'textcard', { ...card, url: 'javascript:alert(1)' }, 45034],
    ['a link of 2,048 bytes', 'textcard', { ...card, url: `https://e.cn/${'a'.repeat(2_035)}` }, 0],
    ['a link of 2,049 bytes', 'textcard', { ...card, url: `https://e.cn/${'a'.repeat(2_036)}` }, 45002],
    ['eight articles', 'news', articles(8), 0],
    ['nine articles', 'news', articles(9), 45008],
    ['no article', 'news', articles(0), 41016],
    ['an article without a title', 'news', articles(1, { url: 'https://e.cn' }), 41016],
    ['an article without a link', 'news', articles(1, { title: 't' }), 45034],
    ['an article of a mini-program needs no link', 'news', articles(1, { title: 't', appid: 'wx1' }), 0],
    ['nine stored articles', 'mpnews', articles(9), 45008],
    ['a picture without an id', 'image', {}, 41006],
    ['a picture that was never uploaded', 'image', { media_id: 'x' }, 40007],
    ['a file with a name every object has', 'file', { media_id: 'constructor' }, 40007],
    ['a type every object has', 'constructor', {}, 40008],
    ['a mini-program nobody linked', 'miniprogram_notice', { appid: 'wx1' }, 90208],
    ['a song', 'song', {}, 40008],
    ['a card without a type', 'template_card', {}, 42031],
  ])('%s → %s', (_what, msgtype, body, errcode) => {
    expect(code(msgtype, body)).toBe(errcode);
  });

  it('an uploaded file can be sent for three days and shows its name', () => {
    const opened = openCore();
    const createdAt = opened.core.clock.ms();
    opened.core.state.media.m1 = { type: 'file', createdAt, name: '报价单.pdf' };
    expect(checkContent(opened.core, 'file', { media_id: 'm1' })).toMatchObject({ title: '报价单.pdf' });
    opened.pass(MEDIA_LIFE_MS / 1000 - 1);
    expect(checkContent(opened.core, 'file', { media_id: 'm1' })).toMatchObject({ media_id: 'm1' });
    opened.pass(1);
    expect(() => checkContent(opened.core, 'file', { media_id: 'm1' })).toThrow(ApiError);
  });

  it.each<[string, number, string]>([
    ['short', 10, 'short'],
    ['exactly', 7, 'exactly'],
    ['abcdef', 3, 'abc'],
    ['字字字', 6, '字字'],
    ['字字字', 7, '字字'],
    ['字字字', 8, '字字'],
    ['a😀b', 4, 'a'],
    ['a😀b', 5, 'a😀'],
    ['', 5, ''],
  ])('cuts %j at %i bytes to %j', (value, limit, cut) => {
    expect(cutBytes(value, limit)).toBe(cut);
  });
});
