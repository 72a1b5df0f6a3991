import { describe, expect, it } from 'vitest';
import { createApiChannel, createCampaign } from '#domain/intake/index';
import { systemContext } from '#domain/kernel/command-context';
import { registry } from '#infra/metrics';
import { useDatabase } from '../../support/mongo.ts';
import { as, assignedLead, browser, signed, useServer } from './http-fixture.ts';

useDatabase();
const server = useServer();

/** People and secrets nobody else has: any trace of one in a log or metric is a leak. */
const CANARIES = {
  name: '卡纳瑞女士',
  phone: '13955550147',
  remark: 'canary-remark-7f3e',
  plate: '沪A7C3N9',
  summary: 'canary-summary-91ab',
  apiKey: 'lead_canary-key-0123456789abcdef',
  secret: 'canary-secret-0123456789abcdef',
  search: 'canary-query-55aa',
};

/** A value as it might have been written: plain, escaped, URL-encoded, base64 at any offset. */
function spellings(text: string): string[] {
  const encoded = encodeURIComponent(text);
  const unicode = JSON.stringify(text)
    .slice(1, -1)
    .replace(/[^ -~]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), Buffer.from(text)])
      .toString('base64')
      .slice(shift === 0 ? 0 : 4, -4),
  );
  return [text, unicode, encoded, encoded.toLowerCase(), ...base64].filter((one) => one.length >= 6);
}

describe('logs, metrics and error bodies', () => {
  it('hold nothing of the people and secrets that went through', async () => {
    const ctx = systemContext(server.clock, 'test');
    const { apiKey, secret: hmacSecret } = CANARIES;
    await createApiChannel(ctx, { channel: 'site_form', name: '官网', apiKey, hmacSecret });
    await createCampaign(ctx, { slug: 'canary', name: '活动' });
    const { name, phone, remark, plate, summary, search } = CANARIES;
    const answers: Response[] = [];
    const lead = async (body: object, headers: Record<string, string> = {}) => {
      const text = JSON.stringify(body);
      const all = signed(server, { apiKey, hmacSecret }, text, headers);
      answers.push(await fetch(`${server.url}/api/v1/leads`, { method: 'POST', body: text, headers: all }));
    };
    await lead({ name, phone, remark, plate }, { 'idempotency-key': remark });
    await lead({ name, phone: `${phone}9`, remark });
    await lead({ name, phone, [phone]: remark });
    await lead({ name, phone, remark }, { 'x-signature': `v1=${hmacSecret}` });
    await lead({ name, phone, remark: remark.repeat(10_000) });
    answers.push(await fetch(`${server.url}/api/v1/leads?phone=${phone}`, { method: 'POST', body: phone }));
    answers.push(await fetch(`${server.url}/${encodeURIComponent(name)}/${phone}?q=${search}`));
    const form = new URLSearchParams({ name, phone, remark, token: 'x', want: 'quote' });
    answers.push(await fetch(`${server.url}/f/canary`, { method: 'POST', body: form }));

    const mine = await assignedLead(server, 'zhangwei', {
      name,
      phone: `+86${phone.slice(0, -1)}9`,
      remark,
      plate,
    });
    const who = await as(server, 'zhangwei');
    const base = `/api/app/v1/leads/${mine.id}`;
    expect((await who.post(`${base}/reveal`)).status).toBe(200);
    expect((await who.post(`${base}/follow-ups`, { method: 'call', summary, nextAt: null })).status).toBe(
      200,
    );
    answers.push(await who.post(`${base}/follow-ups`, { method: 'call', summary: [summary], nextAt: null }));
    answers.push(await who.post(`${base}/lose`, { rev: mine.rev, reason: remark }));
    answers.push(await browser(server).get(`/auth/wecom/callback?code=${search}&state=${remark}`));

    const refusals = await Promise.all(answers.filter((one) => one.status >= 400).map((one) => one.text()));
    expect(refusals.length).toBeGreaterThan(6);
    const sessions = [...who.cookies.values()].map((value) => value.split('.')[0]!);
    const written = server.logs.join('\n') + (await registry.metrics());
    expect(server.logs.length).toBeGreaterThan(10);
    for (const canary of [...Object.values(CANARIES), `${phone.slice(0, -1)}9`, ...sessions]) {
      for (const spelling of spellings(canary)) {
        expect(written.includes(spelling), `log or metric holds ${canary}`).toBe(false);
      }
    }
    for (const body of refusals) expect(body).not.toMatch(/\bat .*\.(ts|js)|node_modules|Mongo/);
  });
});
