import { describe, expect, it } from 'vitest';
import { createTokenSource } from '#bot/platforms/wecom/token';
import { PlatformTokenModel, storeToken } from '#bot/platforms/wecom/token.model';
import { createHttpClient } from '#infra/http-client';
import { useDatabase } from '../../../../support/mongo.ts';
import { CONFIG, testClock } from './fixtures.ts';
import { faults, usePlatformStub } from './platform-stub.ts';

useDatabase({ clean: true });
const stub = usePlatformStub();
const clock = testClock();
const HOUR = 3_600_000;

/** A process of its own: shares nothing with another but the database. */
function newProcess(secret = CONFIG.secret, timeoutMs = 5_000) {
  return createTokenSource({
    config: { ...CONFIG, secret },
    clock,
    http: createHttpClient(stub.base, timeoutMs),
  });
}

async function tokenOf(source: ReturnType<typeof newProcess>): Promise<string> {
  const outcome = await source.get();
  if (outcome.type !== 'ok') throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

describe('[OP1] one token for all processes', () => {
  it('twenty callers in one process ask once', async () => {
    const source = newProcess();
    const tokens = await Promise.all(Array.from({ length: 20 }, () => tokenOf(source)));
    expect(new Set(tokens).size).toBe(1);
    expect(stub.calls('gettoken')).toHaveLength(1);
    expect(stub.calls('gettoken')[0]!.query).toEqual({ corpid: CONFIG.corpId, corpsecret: CONFIG.secret });
  });

  it('twenty processes starting at once ask once', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => tokenOf(newProcess())));
    expect(new Set(tokens).size).toBe(1);
    expect(stub.calls('gettoken')).toHaveLength(1);
  });

  it('a restarted process uses the stored token, which is not readable in the database', async () => {
    const token = await tokenOf(newProcess());
    expect(await tokenOf(newProcess())).toBe(token);
    expect(stub.calls('gettoken')).toHaveLength(1);
    const stored = JSON.stringify(await PlatformTokenModel.find().lean());
    expect(stored).not.toContain(token);
    expect(stored).not.toContain(CONFIG.secret);
  });

  it('is refreshed at 80 % of its life, by one of many', async () => {
    const sources = Array.from({ length: 10 }, () => newProcess());
    const first = await tokenOf(sources[0]!);
    clock.advance(7200 * 800 - 1000);
    expect(await tokenOf(newProcess())).toBe(first);
    clock.advance(2000);
    await Promise.all(sources.map(tokenOf));
    expect(stub.calls('gettoken')).toHaveLength(2);
    expect(await tokenOf(newProcess())).not.toBe(first);
  });

  it('the old one serves everybody while a refresh fails, until it expires', async () => {
    const source = newProcess();
    const first = await tokenOf(source);
    stub.answer('gettoken', faults.html(502));
    clock.advance(7200 * 900);
    expect(await tokenOf(source)).toBe(first);
    expect(await tokenOf(newProcess())).toBe(first);
    clock.advance(HOUR);
    expect(await newProcess().get()).toMatchObject({ type: 'retry' });
  });

  it('a rejected token is replaced once, however many noticed', async () => {
    const sources = Array.from({ length: 5 }, () => newProcess());
    const old = await Promise.all(sources.map(tokenOf));
    await Promise.all(
      sources.map(async (source, index) => {
        await source.invalidate(old[index]!);
        return await tokenOf(source);
      }),
    );
    expect(stub.calls('gettoken')).toHaveLength(2);
  });

  it('whoever rejects an old token late does not take the new one from the others', async () => {
    const [early, late] = [newProcess(), newProcess()];
    const old = await tokenOf(early);
    await tokenOf(late);
    await early.invalidate(old);
    const renewed = await tokenOf(early);
    await late.invalidate(old);
    expect(await tokenOf(late)).toBe(renewed);
    expect(stub.calls('gettoken')).toHaveLength(2);
  });

  it('an older refresher that finishes late never overwrites a newer token', async () => {
    const life = { refreshAt: new Date(1), expiresAt: new Date(2) };
    await storeToken('row', { sealed: 'newer', fence: 7, ...life });
    await storeToken('row', { sealed: 'older', fence: 6, ...life });
    expect(await PlatformTokenModel.findById('row').lean()).toMatchObject({ sealed: 'newer', fence: 7 });
  });
});

describe('when the platform gives no token', () => {
  it.each([40001, 40013, 40091, 60020])(
    '%i is told at once and asked again only after a minute',
    async (errcode) => {
      stub.answer('gettoken', { errcode, errmsg: 'no' });
      const source = newProcess();
      for (let call = 0; call < 10; call++) {
        expect(await source.get()).toMatchObject({
          type: 'refused',
          reason: 'misconfigured',
          code: String(errcode),
          hint: expect.stringMatching(/[\u4e00-\u9fff]/),
        });
      }
      expect(stub.calls('gettoken')).toHaveLength(1);
      expect(await newProcess().get()).toMatchObject({ type: 'refused' });
      expect(stub.calls('gettoken')).toHaveLength(1);
      clock.advance(61_000);
      await source.get();
      expect(stub.calls('gettoken')).toHaveLength(2);
    },
  );

  it('a corrected secret is not held up by the pause of the wrong one', async () => {
    stub.answer('gettoken', { errcode: 40001, errmsg: 'no' });
    await newProcess('wrong-secret').get();
    stub.answer('gettoken', { errcode: 0, access_token: 'T', expires_in: 7200 });
    expect(await newProcess('right-secret').get()).toEqual({ type: 'ok', value: 'T' });
  });

  it.each([
    ['nobody listens', faults.cut],
    ['HTML comes', faults.html(502)],
    ['half a JSON comes', faults.halfJson],
    ['nothing comes in time', faults.never],
    ['the system is busy', { errcode: -1, errmsg: 'busy' }],
    ['a token is missing', { errcode: 0, errmsg: 'ok' }],
  ])('and %s: five failures in a row pause for a minute', async (_name, answer) => {
    stub.answer('gettoken', answer);
    const source = newProcess(CONFIG.secret, answer === faults.never ? 200 : 5_000);
    for (let call = 0; call < 12; call++) expect(await source.get()).toMatchObject({ type: 'retry' });
    expect(stub.calls('gettoken')).toHaveLength(5);
    clock.advance(61_000);
    stub.answer('gettoken', { errcode: 0, access_token: 'T', expires_in: 7200 });
    expect(await source.get()).toEqual({ type: 'ok', value: 'T' });
  });

  it('a success in between starts the count anew', async () => {
    const good = { errcode: 0, access_token: 'T', expires_in: 7200 };
    stub.answer('gettoken', faults.cut, faults.cut, faults.cut, faults.cut, good, faults.cut);
    const source = newProcess();
    for (let call = 0; call < 5; call++) await source.get();
    await source.invalidate('T');
    for (let call = 0; call < 4; call++) await source.get();
    expect(stub.calls('gettoken')).toHaveLength(9);
  });
});
