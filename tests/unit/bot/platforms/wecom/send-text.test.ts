import pino from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ChatPlatform, TextLook } from '#bot/platform';
import { createWecomPlatform } from '#bot/platforms/wecom/index';
import { MessageSend } from '#bot/platforms/wecom/wire/requests';
import { useDatabase } from '../../../../support/mongo.ts';
import { CONFIG, testClock } from './fixtures.ts';
import { faults, usePlatformStub } from './platform-stub.ts';

useDatabase({ clean: true });
const stub = usePlatformStub();
let platform: ChatPlatform;

beforeEach(() => {
  const config = { ...CONFIG, apiBase: stub.base };
  platform = createWecomPlatform({ config, clock: testClock(), logger: pino({ level: 'silent' }) });
});

const MARK = /[\u200B\u200C]+$/;
const page: TextLook = {
  type: 'page',
  title: '首次联系超时：张先生',
  url: 'https://crm.example.com/app/leads/1',
  button: '去处理',
};

/** What went over the wire for one text; it is valid by the platform's own rules. */
async function sent(text: string, look?: TextLook, dedupeKey = 'reply:1') {
  await platform.sendText({ userId: 'zhaoliu', text, dedupeKey, ...(look === undefined ? {} : { look }) });
  const body = stub.calls('message/send').at(-1)!.body;
  expect(MessageSend.safeParse(body).error).toBeUndefined();
  return body as Record<string, Record<string, string>> & { msgtype: string };
}

describe('a plain text', () => {
  it('says what it says, and ends in a mark nobody sees', async () => {
    const body = await sent('已恢复接单。');
    expect(body.msgtype).toBe('text');
    expect(body.text!.content!.replace(MARK, '')).toBe('已恢复接单。');
    expect(body.text!.content).toMatch(MARK);
  });

  it('with equal words under different keys is a different request, so that neither is swallowed', async () => {
    const first = await sent('没看懂这句话', undefined, 'reply:a');
    const second = await sent('没看懂这句话', undefined, 'reply:b');
    expect(second).not.toEqual(first);
  });

  it('repeated under its own key is the same request byte by byte, so that the platform swallows it', async () => {
    stub.answer('message/send', faults.cut, { errcode: 0, msgid: 'm' });
    expect(await platform.sendText({ userId: 'u', text: '在吗', dedupeKey: 'k' })).toMatchObject({
      type: 'unknown',
    });
    expect(await platform.sendText({ userId: 'u', text: '在吗', dedupeKey: 'k' })).toMatchObject({
      type: 'ok',
    });
    const [first, second] = stub.calls('message/send');
    expect(second!.body).toEqual(first!.body);
    expect(first!.body).toMatchObject({ enable_duplicate_check: 1, duplicate_check_interval: 300 });
  });

  it('longer than the platform carries is cut with room for its mark', async () => {
    const { content } = (await sent('长'.repeat(2_000))).text as { content: string };
    expect(Buffer.byteLength(content)).toBeLessThanOrEqual(2048);
    expect(content.replace(MARK, '')).toMatch(/…$/);
    expect(content).toMatch(MARK);
  });
});

describe('a formatted text', () => {
  it('goes out as markdown', async () => {
    const body = await sent('王强，您好！', { type: 'markdown', markdown: '**王强，您好！**' });
    expect(body.msgtype).toBe('markdown');
    expect(body.markdown!.content!.replace(MARK, '')).toBe('**王强，您好！**');
  });

  it('too long to be drawn whole goes out as the plain text, never with half a mark-up', async () => {
    const body = await sent('短', { type: 'markdown', markdown: `**${'长'.repeat(700)}**` });
    expect([body.msgtype, body.text!.content!.replace(MARK, '')]).toEqual(['text', '短']);
  });

  it('cannot carry tags or name translations of a stranger', async () => {
    const markdown = '> <font color="warning">x</font> <a href="https://evil.example">y</a> $userName=boss$';
    const { content } = (await sent('x', { type: 'markdown', markdown })).markdown as { content: string };
    expect(content).not.toMatch(/<[a-z/]|\$userName=/i);
  });
});

describe('a notice that opens a page', () => {
  it('goes out as a text card with title, sentence, address and button', async () => {
    const body = await sent('张先生（138****5678）首次联系已超过时限。', page);
    expect(body.msgtype).toBe('textcard');
    expect(body.textcard).toMatchObject({
      title: page.type === 'page' ? page.title : '',
      url: 'https://crm.example.com/app/leads/1',
      btntxt: '去处理',
      description: expect.stringMatching(/^张先生（138\*{4}5678）首次联系已超过时限。[\u200B\u200C]+$/),
    });
  });

  it('keeps to the lengths the client shows', async () => {
    const look: TextLook = {
      type: 'page',
      title: '题'.repeat(300),
      url: 'https://x.example/',
      button: '打开线索详情',
    };
    const { textcard } = (await sent('述'.repeat(2_000), look)) as unknown as {
      textcard: { title: string; description: string; btntxt: string };
    };
    expect([...textcard.title]).toHaveLength(128);
    expect([...textcard.description].length).toBeLessThanOrEqual(512);
    expect([...textcard.btntxt]).toHaveLength(4);
  });

  it('shows a dash where a name is nothing but blanks', async () => {
    const body = await sent(' ', { ...page, title: '\u202E', button: '' } as TextLook);
    expect(body.textcard).toMatchObject({ title: '—', btntxt: '详情' });
  });

  it('with an address the platform refuses goes out as the plain text', async () => {
    const body = await sent('请联系', { ...page, url: `https://x.example/${'a'.repeat(2_048)}` } as TextLook);
    expect(body.msgtype).toBe('text');
  });
});
