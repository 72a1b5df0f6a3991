import { beforeAll, describe, expect, it } from 'vitest';
import { channelAdapter } from '#domain/intake/channels';
import { INTAKE_CHANNELS } from '#domain/intake/index';
import { ContactRequest } from '#sandbox/control/customers';
import { LEAD_CHANNELS, LeadRequest } from '#sandbox/control/leads';
import { CHANNELS, channelById } from '../../../../src/sandbox/ui/src/sources/channels.ts';
import { randomCustomer } from '../../../../src/sandbox/ui/src/sources/random-customer.ts';
import { en } from '../../../../src/sandbox/ui/src/words/en.ts';
import { zh } from '../../../../src/sandbox/ui/src/words/zh.ts';
import { loadUi, numbers } from './load-ui.ts';

interface Answer {
  tone: string;
  title: string;
  lines: string[];
}
interface LeadAnswerModule {
  describeOutcome(outcome: unknown, say: unknown): Answer;
  isRefusal(outcome: unknown): boolean;
}
let words: LeadAnswerModule;
beforeAll(async () => {
  words = await loadUi<LeadAnswerModule>('sources/lead-answer.ts');
});

const sayIn =
  (dictionary: Record<string, string>) =>
  (key: string, values: Record<string, unknown> = {}) =>
    dictionary[key]!.replace(/\{(\w+)\}/g, (_all, name: string) => String(values[name]));
const say = sayIn(zh);

const posting = CHANNELS.filter((channel) => channel.id !== 'wecom_contact');
const AT = Date.UTC(2026, 4, 6, 2);

describe('invented customers', () => {
  it.each([1, 7, 42, 2_026, 99_999])('are whole people (seed %i)', (seed) => {
    const random = numbers(seed);
    for (let i = 0; i < 100; i += 1) {
      const customer = randomCustomer(i % 2 === 0, random);
      expect(customer.phone).toMatch(/^1[3-9]\d{9}$/);
      expect(customer.name).toMatch(/^\p{Script=Han}{3}$/u);
      expect(customer.model.length).toBeGreaterThan(1);
      expect(customer.city).toBe('上海');
    }
  });

  it.each([0, 0.5, 0.999_999_999])('never fall off the end of a list (random %d)', (value) => {
    const customer = randomCustomer(true, () => value);
    expect(Object.values(customer).every((field) => typeof field === 'string')).toBe(true);
    expect(customer.phone).toHaveLength(11);
  });

  it('are the same for the same numbers, and differ for others', () => {
    expect(randomCustomer(true, numbers(5))).toEqual(randomCustomer(true, numbers(5)));
    const many = new Set(Array.from({ length: 50 }, (_, i) => randomCustomer(true, numbers(i + 1)).phone));
    expect(many.size).toBeGreaterThan(45);
  });

  it('who want an SUV never ask for a sedan', () => {
    const sedans = ['比亚迪汉', '丰田凯美瑞', '特斯拉Model 3', '别克GL8', '大众朗逸'];
    const random = numbers(11);
    const asked = Array.from({ length: 300 }, () => randomCustomer(true, random).model);
    expect(asked.filter((model) => sedans.includes(model))).toEqual([]);
    const any = Array.from({ length: 300 }, () => randomCustomer(false, random).model);
    expect(any.some((model) => sedans.includes(model))).toBe(true);
  });
});

describe('[OP1] lead sources', () => {
  it('are the channels the sandbox can push, and one that comes by callback', () => {
    expect(posting.map((channel) => channel.id).toSorted()).toEqual([...LEAD_CHANNELS].toSorted());
    const known: readonly string[] = INTAKE_CHANNELS;
    expect(posting.filter((channel) => !known.includes(channel.id))).toEqual([]);
  });

  it.each(CHANNELS.map((channel) => channel.id))('%s has a name and a sentence in both languages', (id) => {
    for (const dictionary of [zh, en] as Record<string, string>[]) {
      expect(dictionary[`source.${id}`]).toBeTruthy();
      expect(dictionary[`source.${id}.about`]).toBeTruthy();
    }
    expect(channelById(id).id).toBe(id);
  });

  it.each(posting.map((channel) => [channel.id, channel] as const))(
    '%s sends JSON that the control and the product’s adapter take',
    (id, channel) => {
      const customer = randomCustomer(channel.wantsSuv, numbers(3));
      const body = JSON.parse(JSON.stringify(channel.body(customer, { serial: 'SBX1', atMs: AT })));
      expect(LeadRequest.parse({ channel: id, body })).toEqual({ channel: id, body });
      expect(channelAdapter(id).read(body, null)).toMatchObject({
        phone: customer.phone,
        name: customer.name,
        modelText: customer.model,
      });
    },
  );

  it('every submission has a number of its own in its body, so that none is taken for a repeat', () => {
    const customer = randomCustomer(true, numbers(3));
    for (const channel of posting) {
      const [first, second] = ['A', 'B'].map((serial) =>
        JSON.stringify(channel.body(customer, { serial, atMs: AT })),
      );
      expect(first, channel.id).not.toBe(second);
    }
  });

  it('leaves an empty remark out instead of sending nothing', () => {
    const customer = { ...randomCustomer(true, numbers(3)), remark: '' };
    expect(channelById('site_form').body(customer, { serial: 'x', atMs: AT })).not.toHaveProperty('remark');
    const wordy = { ...customer, remark: '周末来' };
    expect(channelById('site_form').body(wordy, { serial: 'x', atMs: AT })).toMatchObject({
      remark: '周末来',
    });
  });

  it.each<[Parameters<typeof channelById>[0], string, unknown]>([
    ['mini_program', 'wants', ['test_drive']],
    ['site_form', 'wants', ['quote']],
    ['auto_show', 'event', 'pudong-auto-show'],
    ['autohome', 'createTime', '2026-05-06 10:00:00'],
    ['phone_call', 'startedAt', '2026-05-06T02:00:00.000Z'],
  ])('%s says %s', (id, field, value) => {
    const body = channelById(id).body(randomCustomer(true, numbers(3)), { serial: 'x', atMs: AT });
    expect(body[field]).toEqual(value);
  });

  it('a customer who adds a salesperson is taken by the control as the page sends it', () => {
    const sent = { userid: 'lina', name: '新朋友', mobile: '13812345678', state: 's_store-pudong' };
    expect(ContactRequest.parse(sent)).toMatchObject({ action: 'add', ...sent });
  });
});

describe('the answer in words', () => {
  const lead = (status: number, body: Record<string, unknown>) => ({
    type: 'lead',
    customer: '林雨桐',
    reply: { status, body },
  });

  it.each<[string, unknown, string, string, boolean]>([
    ['accepted', lead(201, { outcome: 'accepted' }), 'good', '已接收', false],
    ['merged', lead(200, { outcome: 'merged' }), 'same', '已合并到老线索', false],
    ['refused', lead(422, { error: { field: 'phone' } }), 'bad', '被拒绝 (422)', true],
    ['a wrong key', lead(401, {}), 'bad', '被拒绝 (401)', true],
    ['broken', lead(500, {}), 'bad', '被拒绝 (500)', true],
    ['a contact', { type: 'contact', customer: '林', staff: '李娜' }, 'good', '已添加', false],
    ['no answer', { type: 'failed', why: '连不上产品' }, 'bad', '产品没有回应', true],
  ])('%s', (_what, outcome, tone, title, refused) => {
    expect(words.describeOutcome(outcome, say)).toMatchObject({ tone, title });
    expect(words.isRefusal(outcome)).toBe(refused);
  });

  it.each<[string, Record<string, unknown>, string[]]>([
    [
      'a phone, whatever the channel calls it',
      { message: '手机号应为 11 位', field: 'customerPhone' },
      ['手机号应为 11 位', '问题在：customerPhone', '怎么改：填一个 11 位手机号，例如 13812345678'],
    ],
    ['a name', { field: 'userInfo.userName' }, ['问题在：userInfo.userName', '怎么改：填上客户姓名']],
    [
      'a signature',
      { field: 'x-signature' },
      ['问题在：x-signature', '怎么改：密钥或时间不对：重新运行 npm start 再试'],
    ],
    ['a field nobody has advice for', { field: 'budget' }, ['问题在：budget']],
    ['a reason beside the message', { message: '没通过', reason: '太短' }, ['没通过', '太短']],
    ['a reason that is the message', { message: '太短', reason: '太短' }, ['太短']],
    ['nothing said', {}, []],
  ])('a refusal names %s', (_what, error, lines) => {
    expect(words.describeOutcome(lead(422, { error }), say).lines).toEqual(lines);
  });

  it('names the people, in either language', () => {
    const contact = { type: 'contact', customer: '林', staff: '李娜' };
    expect(words.describeOutcome(contact, say).lines).toEqual(['林 加了 李娜 的企业微信。']);
    expect(words.describeOutcome(contact, sayIn(en)).lines).toEqual(['林 added 李娜 on WeCom.']);
    const accepted = words.describeOutcome(lead(201, { outcome: 'accepted' }), sayIn(en));
    expect(accepted.lines[0]).toContain('林雨桐');
  });
});
