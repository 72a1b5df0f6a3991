import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWecomCallback } from '#bot/platforms/wecom/callback';
import {
  changeExternalContactEvent,
  templateCardEvent,
  textMessage,
} from '#bot/platforms/wecom/wire/build-messages';
import { callbackXml, sealEnvelope } from '#bot/platforms/wecom/wire/envelope';
import { CONFIG, callbackFor, getCallback, PRESS_XML, postCallback, START, testClock } from './fixtures.ts';

const head = { corpId: CONFIG.corpId, createTime: 1_790_000_000 };

function accepted(message: string) {
  const verdict = callbackFor().receive(postCallback({ message }));
  if (verdict.type !== 'message') throw new Error(`refused: ${JSON.stringify(verdict)}`);
  return verdict.message;
}

describe('GET verification', () => {
  it('answers the decrypted echo and nothing else', () => {
    expect(callbackFor().receive(getCallback())).toEqual({ type: 'handshake', body: '1616140317555161061' });
  });

  it.each([
    ['no echo', { echostr: undefined }],
    ['two echoes', { echostr: ['QUJD', 'QUJD'] }],
    ['two nonces', { nonce: ['1', '2'] }],
  ])('refuses %s', (_name, change) => {
    const request = getCallback();
    const verdict = callbackFor().receive({ ...request, query: { ...request.query, ...change } });
    expect(verdict).toEqual({ type: 'rejected', status: 400, reason: 'bad_params' });
  });

  it('refuses an echo whose + became a blank on the way', () => {
    const withPlus = Array.from({ length: 50 }, () => getCallback()).find((request) =>
      String(request.query.echostr).includes('+'),
    )!;
    const echostr = String(withPlus.query.echostr).replaceAll('+', ' ');
    const verdict = callbackFor().receive({ ...withPlus, query: { ...withPlus.query, echostr } });
    expect(verdict).toMatchObject({ type: 'rejected', reason: 'bad_signature' });
  });

  it('does not decrypt a captured message for whoever presents it as an echo', () => {
    const verdict = callbackFor().receive(getCallback({ message: PRESS_XML }));
    expect(verdict).toEqual({ type: 'rejected', status: 400, reason: 'bad_shape' });
  });
});

describe('POST callbacks', () => {
  it('accepts what the platform sends and keeps the decrypted text as it came', () => {
    const verdict = callbackFor().receive(postCallback());
    expect(verdict).toEqual({
      type: 'message',
      reply: '',
      message: {
        raw: PRESS_XML,
        deliveryId: createHash('sha256').update(PRESS_XML).digest('hex'),
        lane: 'normal',
      },
    });
  });

  it('accepts the envelope with its elements in another order, an agent id and blanks', () => {
    const encrypt = sealEnvelope({ aesKey: CONFIG.aesKey, receiveId: CONFIG.corpId, message: PRESS_XML });
    const body = `<xml>\n<Encrypt><![CDATA[${encrypt}\n]]></Encrypt><AgentID>1</AgentID><ToUserName>${CONFIG.corpId}</ToUserName></xml>`;
    expect(callbackFor().receive(postCallback({ encrypt, body }))).toMatchObject({ type: 'message' });
  });

  it('gives a re-send, with its new nonce, time and cipher text, the same delivery id', () => {
    const first = callbackFor().receive(postCallback());
    const again = callbackFor().receive(postCallback({ nonce: '99', timestamp: '1790000005' }));
    expect(again).toEqual(first);
  });

  it('accepts exactly the window around its own clock', () => {
    const clock = testClock();
    const callback = callbackFor(clock);
    for (const [seconds, verdict] of [
      [-301, 'rejected'],
      [-300, 'message'],
      [300, 'message'],
      [301, 'rejected'],
    ] as const) {
      clock.set(new Date(START.getTime() + seconds * 1000));
      expect([seconds, callback.receive(postCallback()).type]).toEqual([seconds, verdict]);
    }
  });

  it('measures the window with the clock it was given, not with the machine', () => {
    const clock = testClock(new Date(START.getTime() + 12 * 3_600_000));
    expect(callbackFor(clock).receive(postCallback())).toMatchObject({
      status: 401,
      reason: 'stale_timestamp',
    });
    expect(callbackFor(clock).receive(postCallback({ timestamp: '1790043200' }))).toMatchObject({
      type: 'message',
    });
  });

  it.each([
    ['another corp as receiver inside', { receiveId: 'wwother0000000002' }, 403, 'wrong_receiver'],
    ['another corp on the envelope', { toUserName: 'wwother0000000002' }, 403, 'wrong_receiver'],
    ['an empty receiver', { receiveId: '' }, 403, 'wrong_receiver'],
    ['another token', { token: 'other' }, 401, 'bad_signature'],
    ['no XML inside', { message: '1616140317555161061' }, 400, 'bad_xml'],
    ['a document type inside', { message: '<!DOCTYPE xml [<!ENTITY a "b">]><xml></xml>' }, 400, 'doctype'],
    ['no sender inside', { message: '<xml><ToUserName>x</ToUserName></xml>' }, 400, 'bad_shape'],
    [
      'a document type outside',
      { body: '<!DOCTYPE xml><xml><ToUserName>a</ToUserName></xml>' },
      400,
      'doctype',
    ],
    ['nothing', { body: '' }, 400, 'bad_xml'],
    ['a body beyond 64 KB', { body: `<xml>${' '.repeat(65_537)}</xml>` }, 413, 'too_large'],
  ])('refuses %s', (_name, shape, status, reason) => {
    expect(callbackFor().receive(postCallback(shape))).toEqual({ type: 'rejected', status, reason });
  });

  it('refuses a message for another corp that was sealed for this one', () => {
    const message = PRESS_XML.replace(CONFIG.corpId, 'wwother0000000002');
    expect(callbackFor().receive(postCallback({ message }))).toMatchObject({ reason: 'wrong_receiver' });
  });

  it('keeps messages it does not know and known ones of an unknown shape', () => {
    const odd = PRESS_XML.replace('template_card_event', 'an_event_of_tomorrow');
    const broken = PRESS_XML.replace(/<TaskId>.*?<\/TaskId>/, '');
    expect(accepted(odd).raw).toBe(odd);
    expect(accepted(broken).raw).toBe(broken);
  });

  it('refuses at creation to work with a key that cannot be one', () => {
    const clock = testClock();
    expect(() => createWecomCallback({ token: 't', aesKey: 'short', corpId: 'c', clock })).toThrow(
      RangeError,
    );
  });
});

describe('lanes', () => {
  const contact = { ...head, userId: 'zhaoliu', externalUserId: 'wm1' };
  it.each([
    ['add_external_contact', 'WC', 'fast'],
    ['add_half_external_contact', 'WC', 'fast'],
    ['add_external_contact', undefined, 'normal'],
    ['edit_external_contact', 'WC', 'normal'],
    ['del_external_contact', undefined, 'normal'],
  ] as const)('%s with welcome code %s takes the %s lane', (changeType, welcomeCode, lane) => {
    const code = welcomeCode === undefined ? {} : { welcomeCode };
    expect(accepted(changeExternalContactEvent({ ...contact, changeType, ...code })).lane).toBe(lane);
  });
});

describe('delivery ids', () => {
  it('[CH2] near-duplicates in one second never share one', () => {
    const event = fc.record({
      userId: fc.constantFrom('zhaoliu', 'ZhaoLiu', 'sunqi', '00123', '123'),
      eventKey: fc.constantFrom('lead.accept|A|1', 'lead.accept|A|2', 'lead.accept|B|1'),
      taskId: fc.constantFrom('c1', 'c2'),
      responseCode: fc.constantFrom('r1', 'r2'),
      createTime: fc.constantFrom(1_790_000_000, 1_790_000_001),
    });
    const press = { corpId: CONFIG.corpId, cardType: 'button_interaction', agentId: 1 };
    const seen = new Map<string, string>();
    fc.assert(
      fc.property(event, (fields) => {
        const raw = templateCardEvent({ ...press, ...fields });
        const { deliveryId } = accepted(raw);
        expect(seen.get(deliveryId) ?? raw).toBe(raw);
        seen.set(deliveryId, raw);
      }),
      { numRuns: 400 },
    );
    expect(seen.size).toBeGreaterThan(80);
    expect(new Set(seen.values()).size).toBe(seen.size);
  });

  it('two customers scanning the same code in one second are two events', () => {
    const base = { ...head, changeType: 'add_external_contact', userId: 'zhaoliu', state: 's' } as const;
    const first = changeExternalContactEvent({ ...base, externalUserId: 'wm1' });
    const second = changeExternalContactEvent({ ...base, externalUserId: 'wm2' });
    expect(accepted(first).deliveryId).not.toBe(accepted(second).deliveryId);
  });

  it('tells messages apart whose 64-bit ids differ only in the last digit', () => {
    const base = { ...head, userId: 'zhaoliu', content: 'hi', agentId: 1 };
    const [first, second] = ['6972028683187026694', '6972028683187026695'].map((msgId) =>
      accepted(textMessage({ ...base, msgId })),
    );
    expect(first!.deliveryId).not.toBe(second!.deliveryId);
  });
});

it('verdicts of refusals are the same object for every corp: nothing about the secret leaks', () => {
  const encrypt = sealEnvelope({ aesKey: CONFIG.aesKey, receiveId: CONFIG.corpId, message: PRESS_XML });
  const body = callbackXml({ toUserName: CONFIG.corpId, encrypt });
  const verdict = callbackFor().receive(postCallback({ body, token: 'wrong' }));
  expect(Object.keys(verdict).sort()).toEqual(['reason', 'status', 'type']);
});
