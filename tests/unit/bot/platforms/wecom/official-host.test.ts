import nock from 'nock';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createWecomPlatform } from '#bot/platforms/wecom/index';
import { createManualClock } from '#domain/kernel/clock';
import { loadConfig } from '#infra/config';
import { createLogger } from '#infra/logger';
import { TEST_FIELD_KEY, useDatabase } from '../../../../support/mongo.ts';

useDatabase({ clean: true });
beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
afterAll(() => nock.restore());

/** What an operator sets for a real corp, and nothing more. */
function realPlatform() {
  const { wecom } = loadConfig({
    MONGODB_URI: 'mongodb://localhost/cheliao?replicaSet=rs0',
    SESSION_SECRET: 's'.repeat(32),
    FIELD_KEY: TEST_FIELD_KEY,
    PUBLIC_URL: 'https://crm.example.com',
    WECOM_CORP_ID: 'ww0123456789abcdef',
    WECOM_AGENT_ID: '1000009',
    WECOM_SECRET: 'made-up-secret-of-a-test',
    WECOM_TOKEN: 'madeUpToken',
    WECOM_AES_KEY: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPA',
  });
  const clock = createManualClock(new Date('2026-11-23T02:00:00Z'));
  return createWecomPlatform({ config: wecom!, clock, logger: createLogger('silent') });
}

describe('with real credentials the same code talks to the real hosts', () => {
  it('asks the official API host for a token and sends there', async () => {
    const api = nock('https://qyapi.weixin.qq.com')
      .get('/cgi-bin/gettoken')
      .query({ corpid: 'ww0123456789abcdef', corpsecret: 'made-up-secret-of-a-test' })
      .reply(200, { errcode: 0, errmsg: 'ok', access_token: 'made-up-token', expires_in: 7200 })
      .post('/cgi-bin/message/send', (body) => body.touser === 'zhaoliu' && body.agentid === 1_000_009)
      .query({ access_token: 'made-up-token' })
      .reply(200, { errcode: 0, errmsg: 'ok', msgid: 'm-1' });
    const outcome = await realPlatform().sendText({ userId: 'zhaoliu', text: '您好', dedupeKey: 'k' });
    expect(outcome).toMatchObject({ type: 'ok', value: { messageId: 'm-1' } });
    expect(api.isDone()).toBe(true);
  });

  it('names what an administrator must do when the server is not a trusted address (60020)', async () => {
    const errmsg = 'not allow to access from your ip, hint: [1], from ip: 203.0.113.9';
    nock('https://qyapi.weixin.qq.com')
      .get('/cgi-bin/gettoken')
      .query(true)
      .reply(200, { errcode: 60_020, errmsg });
    const outcome = await realPlatform().sendText({ userId: 'zhaoliu', text: '您好', dedupeKey: 'k' });
    expect(outcome).toMatchObject({ type: 'refused', reason: 'misconfigured', code: '60020' });
    expect(outcome.type === 'refused' && outcome.hint).toMatch(/可信IP/);
  });

  it('sends people to the official login pages', () => {
    const options = { redirectUri: 'https://crm.example.com/auth/wecom/callback', state: 'abc' };
    const inApp = new URL(realPlatform().loginUrl({ ...options, inApp: true }));
    const qr = new URL(realPlatform().loginUrl({ ...options, inApp: false }));
    expect([inApp.host, inApp.pathname, inApp.hash]).toEqual([
      'open.weixin.qq.com',
      '/connect/oauth2/authorize',
      '#wechat_redirect',
    ]);
    expect([qr.host, qr.pathname]).toEqual(['login.work.weixin.qq.com', '/wwlogin/sso/login']);
    expect(inApp.searchParams.get('appid')).toBe('ww0123456789abcdef');
  });
});
