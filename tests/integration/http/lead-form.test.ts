import mongoose from 'mongoose';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { COMMON_SERIES, seedCatalog } from '#domain/catalog/index';
import { createCampaign } from '#domain/intake/index';
import { systemContext } from '#domain/kernel/command-context';
import { useDatabase } from '../../support/mongo.ts';
import { nextPhone, START, useServer } from './http-fixture.ts';

useDatabase();
const server = useServer();

beforeAll(async () => {
  const ctx = systemContext(server.clock, 'test');
  await seedCatalog(ctx, COMMON_SERIES);
  const seriesIds = COMMON_SERIES.slice(0, 3).map((series) => series.id);
  await createCampaign(ctx, { slug: 'autumn-show', name: '秋季车展', channel: 'auto_show', seriesIds });
  await createCampaign(ctx, { slug: 'open-day', name: '开放日' });
  await createCampaign(ctx, { slug: 'over', name: '旧活动', active: false });
});

// Every request comes from one address; each test gets its own minute of the limit.
beforeEach(() => server.clock.set(START));

const get = (path: string) => fetch(server.url + path, { redirect: 'manual' });
const leads = () => mongoose.connection.collection('leads');
const payloads = () => mongoose.connection.collection('inbound_payloads');

async function token(slug = 'autumn-show'): Promise<string> {
  const html = await (await get(`/f/${slug}`)).text();
  return /name="token" value="([^"]+)"/.exec(html)![1]!;
}

async function submit(fields: Record<string, string>, slug = 'autumn-show') {
  const answer = await fetch(`${server.url}/f/${slug}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  });
  return { status: answer.status, location: answer.headers.get('location'), html: await answer.text() };
}

const filled = (overrides: Record<string, string> = {}): Record<string, string> & { token?: string } => ({
  name: '孙先生',
  phone: nextPhone().slice(3),
  model: '',
  want: 'test_drive',
  remark: '',
  website: '',
  consent: 'yes',
  ...overrides,
});

describe('[LC2] the form of a campaign', () => {
  it('is a page without scripts, with the consent text and the models on offer', async () => {
    const answer = await get('/f/autumn-show');
    const html = await answer.text();
    expect(answer.status).toBe(200);
    expect(html).not.toMatch(/<script|onclick|style=/);
    expect(html).toContain('我同意贵公司');
    expect(html).toContain(`${COMMON_SERIES[0]!.brand} ${COMMON_SERIES[0]!.name}`);
    expect(html).toMatch(/<label for="phone">/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('makes a lead of the campaign with the consent that was given', async () => {
    const fields = filled({ token: await token() });
    server.clock.advance(5_000);
    const answer = await submit(fields);
    expect([answer.status, answer.location]).toEqual([303, '/f/autumn-show/thanks']);
    const lead = await leads().findOne({}, { sort: { _id: -1 } });
    expect(lead).toMatchObject({
      channel: 'auto_show',
      wants: ['test_drive'],
      consent: { textVersion: 'v1' },
    });
    expect(await (await get('/f/autumn-show/thanks')).text()).toContain('已收到');
  });

  it('[LC7] takes a landline as people write it, with room for all of it', async () => {
    const html = await (await get('/f/open-day')).text();
    const phone = '（0571）8765 - 4321 转 8001';
    const room = Number(/<input id="phone"[^>]* maxlength="(\d+)"/.exec(html)?.[1]);
    // Longer than twenty characters: the field used to cut the extension off while it was typed.
    expect(phone.length).toBeGreaterThan(20);
    expect(room).toBeGreaterThanOrEqual(phone.length);
    const fields = filled({ token: await token('open-day'), phone });
    server.clock.advance(5_000);
    expect(await submit(fields, 'open-day')).toMatchObject({ status: 303, location: '/f/open-day/thanks' });
    const lead = await leads().findOne({}, { sort: { _id: -1 } });
    expect(lead).toMatchObject({ phoneKind: 'fixed_line', phoneTail: '4321' });
  });

  it('sent five times at once, and again later, is one lead and one payload', async () => {
    const fields = filled({ token: await token() });
    const [leadsBefore, payloadsBefore] = [await leads().countDocuments(), await payloads().countDocuments()];
    server.clock.advance(5_000);
    await Promise.all(Array.from({ length: 5 }, () => submit(fields)));
    server.clock.advance(30_000);
    expect((await submit(fields)).status).toBe(303);
    expect(await leads().countDocuments()).toBe(leadsBefore + 1);
    expect(await payloads().countDocuments()).toBe(payloadsBefore + 1);
  });

  it('says at each field what to do, and keeps what was typed', async () => {
    const fields = filled({ token: await token(), name: '', phone: '1381234', remark: '想看 <b>红色</b>' });
    const { consent: _consent, ...rest } = fields;
    server.clock.advance(5_000);
    const { status, html } = await submit(rest);
    expect(status).toBe(422);
    for (const text of ['请填写怎么称呼您', '请检查手机号', '需要您同意']) expect(html).toContain(text);
    expect(html).toContain('value="1381234"');
    expect(html).toContain('想看 &lt;b&gt;红色&lt;/b&gt;');
    expect(html).not.toContain('<b>红色');
  });

  it.each([
    '"><script>alert(1)</script>',
    "' onfocus=alert(1) x='",
    '</textarea><img src=x onerror=alert(1)>',
    '{{constructor}}',
    'javascript:alert(1)',
  ])('shows hostile text as text: %s', async (hostile) => {
    const fields = filled({
      token: await token(),
      phone: 'bad',
      name: hostile.slice(0, 30),
      remark: hostile,
    });
    server.clock.advance(5_000);
    const { html } = await submit(fields);
    expect(html).not.toMatch(/<script|<img|<[a-z]+[^>]* onfocus=/);
    expect(html).toMatch(/&lt;|&#x27;|&quot;|{{|javascript:/);
  });

  it('of an unknown or ended campaign is not there', async () => {
    for (const slug of ['unknown', 'over', 'UPPER', '..%2f', '%7b%22']) {
      const answer = await fetch(`${server.url}/f/${slug}`, { headers: { accept: 'text/html' } });
      expect([slug, [400, 404].includes(answer.status)]).toEqual([slug, true]);
      expect(answer.headers.get('content-type')).toMatch(/html/);
    }
  });

  it('has its QR code as SVG and PNG', async () => {
    const svg = await get('/f/autumn-show/qr.svg');
    expect(svg.headers.get('content-type')).toMatch(/svg/);
    expect(await svg.text()).toMatch(/^<svg/);
    const png = Buffer.from(await (await get('/f/autumn-show/qr.png')).arrayBuffer());
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect((await get('/f/over/qr.png')).status).toBe(404);
  });
});

describe('spam', () => {
  const kept = async () => [await leads().countDocuments(), await payloads().countDocuments()];

  it('that fills the hidden field sees thanks and leaves nothing', async () => {
    const fields = filled({ token: await token(), website: 'https://spam.example' });
    server.clock.advance(5_000);
    const before = await kept();
    expect((await submit(fields)).status).toBe(303);
    expect(await kept()).toEqual(before);
  });

  it('faster than a person is asked again, and a person gets through with the second press', async () => {
    const fields = filled({ token: await token() });
    const before = await kept();
    const quick = await submit(fields);
    expect([quick.status, await kept()]).toEqual([422, before]);
    expect(quick.html).toContain(`value="${fields.token}"`);
    server.clock.advance(2_500);
    expect((await submit(fields)).status).toBe(303);
  });

  it('without a form of ours, or with an old one, leaves nothing but gets a fresh form', async () => {
    const old = await token();
    server.clock.advance(25 * 3_600_000);
    const before = await kept();
    for (const bad of ['', 'made~1~up.sig', old]) {
      const { status, html } = await submit(filled({ token: bad }));
      expect(status).toBe(422);
      expect(html).toMatch(/name="token" value="[^"]{40,}"/);
    }
    expect(await kept()).toEqual(before);
  });

  it('beyond the limit of an address is told when to come back', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => submit(filled({ token: '' }))));
    const refused = answers.filter((answer) => answer.status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(10);
    expect(refused[0]!.html).toMatch(/秒后再试/);
  });

  it('with fields of its own, or as JSON, is refused', async () => {
    const extra = await submit(filled({ token: 'x', status: 'won' }));
    expect([400, 429]).toContain(extra.status);
    const json = await fetch(`${server.url}/f/autumn-show`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(json.status).toBe(400);
  });
});
