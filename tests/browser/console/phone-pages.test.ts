import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Browser,
  type BrowserContext,
  chromium as launcher,
  type Page,
  type Route,
} from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCampaign } from '#domain/intake/index';
import { systemContext } from '#domain/kernel/command-context';
import { acceptLead, getLead } from '#domain/leads/index';
import { assignedLead, useServer } from '../../integration/http/http-fixture.ts';
import { findChromium } from '../../support/browser.ts';
import { useDatabase } from '../../support/mongo.ts';

const root = mkdtempSync(join(tmpdir(), 'cheliao-web-'));
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** Where to leave pictures of the pages, for people who want to look at them. */
const SHOTS = process.env.SCREENSHOTS;

useDatabase();
const server = useServer({ webRoot: root });
let chromium: Browser;

beforeAll(async () => {
  await build({
    configFile: fileURLToPath(new URL('../../../src/console/vite.config.ts', import.meta.url)),
    logLevel: 'error',
    build: { outDir: join(root, 'app') },
  });
  chromium = await launcher.launch({ executablePath: await findChromium(), headless: true, args: FLAGS });
}, 120_000);

afterAll(async () => {
  await chromium?.close();
  rmSync(root, { recursive: true, force: true });
});

interface Phone {
  page: Page;
  context: BrowserContext;
  /** Everything the page complained about: scripts, styles, refused by the CSP, failed requests. */
  problems: string[];
}

/** A phone whose owner logs in without being asked, as inside the chat client. */
async function phoneOf(userId: string, dark = false): Promise<Phone> {
  const context = await chromium.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    locale: 'zh-CN',
    // Times must be Shanghai's wherever the phone thinks it is.
    timezoneId: 'America/New_York',
    colorScheme: dark ? 'dark' : 'light',
  });
  const problems: string[] = [];
  const page = await context.newPage();
  page.setDefaultTimeout(12_000);
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('Failed to load resource')) {
      problems.push(message.text());
    }
  });
  // Stands in for the platform's page: whoever is sent there comes straight back as this member.
  await page.route('**/auth/**/start?**', (route) => passLogin(route, userId));
  await page.route('**/auth/start**', (route) => passLogin(route, userId));
  return { page, context, problems };
}

async function passLogin(route: Route, userId: string): Promise<void> {
  const answer = await route.fetch({ maxRedirects: 0 });
  const state = new URL(answer.headers().location!).searchParams.get('state')!;
  const code = `code-${state}`;
  server.codes.set(code, { userId });
  const location = `${server.url}/auth/wecom/callback?code=${code}&state=${state}`;
  await route.fulfill({ response: answer, headers: { ...answer.headers(), location } });
}

async function shot(page: Page, name: string): Promise<void> {
  if (SHOTS === undefined) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: false });
}

describe('[CH1] the phone page of a lead', () => {
  it('opened from a card logs in, shows the lead, and works it to the next step', async () => {
    const lead = await assignedLead(server, 'zhangwei', {
      name: '林女士',
      modelText: '理想 L7',
      wants: ['test_drive'],
      city: '上海',
      remark: '周末方便看车',
    });
    const { page, context, problems } = await phoneOf('zhangwei');
    await page.goto(`${server.url}/app/leads/${lead.id}`);
    await page.getByRole('heading', { name: '林女士' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/app/leads/${lead.id}`);
    await shot(page, 'lead');
    const text = await page.locator('body').textContent();
    for (const part of [
      '待接单',
      '理想 L7',
      '预约试驾',
      '上海',
      '周末方便看车',
      lead.phoneMasked,
      '以 张伟 的身份',
    ]) {
      expect(text).toContain(part);
    }
    // 02:00 UTC is 10:00 in Shanghai, whatever the phone's own zone.
    expect(text).toMatch(/10:00/);

    await page.getByRole('button', { name: '接单' }).click();
    await page.getByText('已接单').first().waitFor();
    await page.getByRole('button', { name: '查看号码' }).click();
    await page.getByRole('link', { name: '拨打' }).waitFor();
    expect(await page.getByRole('link', { name: '拨打' }).getAttribute('href')).toMatch(/^tel:\+86138/);

    await page.getByRole('button', { name: '写跟进' }).click();
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('请写一句跟进内容').waitFor();
    await page.getByRole('textbox', { name: '跟进内容' }).fill('约了周六上午试驾');
    await page.getByText(/^明天/).click();
    await shot(page, 'follow-up');
    await page.getByRole('button', { name: '保存' }).click();
    await page.locator('.timeline').getByText('约了周六上午试驾').waitFor();
    expect(await page.locator('body').textContent()).toContain('11-24 10:00');
    expect((await getLead(lead.id)).status).toBe('contacted');
    await shot(page, 'timeline');
    expect(problems).toEqual([]);
    await context.close();
  });

  it('tells the truth when somebody else was first, and shows the new state', async () => {
    const lead = await assignedLead(server, 'zhangwei', { name: '何先生' });
    const { page, context } = await phoneOf('zhangwei');
    await page.goto(`${server.url}/auth/start?next=/app/leads/${lead.id}`);
    await page.getByRole('button', { name: '接单' }).waitFor();
    const ctx = {
      ...systemContext(server.clock, 'test'),
      actor: { type: 'staff', staffId: 'staff-zhangwei' },
    } as const;
    await acceptLead(ctx, { leadId: lead.id, expectedRev: lead.rev });
    await page.getByRole('button', { name: '接单' }).click();
    await page.getByText('内容已被更新').waitFor();
    await page.getByText('知道了').click();
    await page.getByText('已接单').first().waitFor();
    expect(await page.getByRole('button', { name: '接单', exact: true }).count()).toBe(0);
    await context.close();
  });

  it('gives a lead to a colleague, and then no longer shows it', async () => {
    const lead = await assignedLead(server, 'wangqiang', { name: '郭先生' });
    const { page, context } = await phoneOf('wangqiang', true);
    await page.goto(`${server.url}/auth/start?next=/app/leads/${lead.id}`);
    await page.getByRole('button', { name: '转派' }).click();
    await page.getByText('可接收').first().waitFor();
    await shot(page, 'transfer-dark');
    await page.getByText('张伟').click();
    await page.locator('form').getByRole('button', { name: '转派' }).click();
    await page.getByText('已转派').waitFor();
    expect((await getLead(lead.id)).ownerId).toBe('staff-zhangwei');
    await page.reload();
    await page.getByText('看不到这条线索').waitFor();
    await context.close();
  });

  it('closes a lead as lost only with a reason', async () => {
    const lead = await assignedLead(server, 'liufang', { name: '马女士' });
    const { page, context } = await phoneOf('liufang');
    await page.goto(`${server.url}/auth/start?next=/app/leads/${lead.id}`);
    await page.getByRole('button', { name: '战败' }).click();
    await page.getByRole('button', { name: '确认战败' }).click();
    await page.getByText('请选择战败原因').waitFor();
    await page.getByText('选择竞品').click();
    await page.getByRole('button', { name: '确认战败' }).click();
    await page.getByText('战败原因：选择竞品').waitFor();
    expect((await getLead(lead.id)).lostReason).toBe('rival');
    await context.close();
  });

  it('shows a hostile lead as text, and nothing runs', async () => {
    const name = '<img src=x onerror=document.title="pwned">';
    const lead = await assignedLead(server, 'chenchen', {
      name,
      remark: '</script><script>alert(1)</script>',
    });
    const { page, context, problems } = await phoneOf('chenchen');
    await page.goto(`${server.url}/auth/start?next=/app/leads/${lead.id}`);
    await page.getByText('以 陈晨 的身份').waitFor();
    expect(await page.title()).toBe('车聊');
    expect(await page.locator('main img').count()).toBe(0);
    expect(problems).toEqual([]);
    await context.close();
  });

  it('has buttons a thumb can hit and no sideways scrolling, down to 320 px', async () => {
    const lead = await assignedLead(server, 'sunlei', {
      name: '一个名字特别特别长的客户先生女士',
      modelText: 'X'.repeat(60),
    });
    const { page, context } = await phoneOf('sunlei');
    await page.setViewportSize({ width: 320, height: 640 });
    for (const path of ['/app/', `/app/leads/${lead.id}`]) {
      await page.goto(`${server.url}/auth/start?next=${path}`);
      await page
        .getByText(/一个名字特别/)
        .first()
        .waitFor();
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect([path, width]).toEqual([path, 320]);
      for (const button of await page.locator('button:visible').all()) {
        const box = await button.boundingBox();
        expect(box!.height).toBeGreaterThanOrEqual(44);
      }
    }
    await shot(page, 'narrow');
    await context.close();
  });
});

describe('the list', () => {
  it('shows what is mine, opens a lead and comes back; a manager sees the store', async () => {
    const lead = await assignedLead(server, 'zhoujing', { name: '冯女士' });
    const { page, context, problems } = await phoneOf('zhoujing');
    await page.goto(`${server.url}/auth/start`);
    await page.getByText('冯女士').click();
    await page.getByRole('heading', { name: '冯女士' }).waitFor();
    expect(page.url()).toContain(lead.id);
    await page.goBack();
    await page.getByText('忙碌 60 分钟').click();
    await page.getByText('忙碌至 11:00').waitFor();
    await page.getByText('恢复接单').click();
    await page.getByText('在岗，接收新线索').waitFor();
    expect(problems).toEqual([]);
    await context.close();

    const manager = await phoneOf('zhengjie');
    await manager.page.goto(`${server.url}/auth/start`);
    await manager.page.getByText('还没有线索').waitFor();
    await manager.page.getByText('本店线索').click();
    await manager.page.getByText('冯女士').waitFor();
    await shot(manager.page, 'store-list');
    await manager.context.close();
  });

  it('says that the network is away and recovers by a press; unknown pages say so', async () => {
    const { page, context } = await phoneOf('zhoujing');
    await page.goto(`${server.url}/auth/start`);
    await page.getByText('冯女士').waitFor();
    await page.route('**/api/app/v1/me', (route) => route.abort());
    await page.reload();
    await page.getByText('网络不通', { exact: true }).waitFor();
    await page.unroute('**/api/app/v1/me');
    await page.getByRole('button', { name: '重试' }).click();
    await page.getByText('冯女士').waitFor();
    // A login that does not help is tried once by itself, then offered: never in circles.
    await context.clearCookies();
    await page.evaluate<undefined>("sessionStorage.setItem('login tried', '1')");
    await page.reload();
    await page.getByRole('button', { name: '重新登录' }).click();
    await page.getByText('冯女士').waitFor();
    await page.goto(`${server.url}/app/nowhere`);
    await page.getByText('没有这个页面').waitFor();
    await context.close();
  });
});

describe('public pages', () => {
  it('the form is filled on a phone without JavaScript', async () => {
    const ctx = systemContext(server.clock, 'test');
    await createCampaign(ctx, { slug: 'browser-show', name: '浦东秋季车展' });
    const context = await chromium.newContext({
      viewport: { width: 375, height: 812 },
      javaScriptEnabled: false,
    });
    const page = await context.newPage();
    await page.goto(`${server.url}/f/browser-show`);
    await page.getByLabel('您的称呼').fill('许先生');
    await page.getByLabel('手机号', { exact: true }).fill('1390000');
    await page.getByRole('button', { name: '提交' }).click();
    server.clock.advance(5_000);
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByText('请检查手机号').waitFor();
    await shot(page, 'form-errors');
    await page.getByLabel('手机号', { exact: true }).fill('13900001234');
    await page.getByLabel(/我同意/).check();
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByRole('heading', { name: '已收到' }).waitFor();
    await context.close();
  });

  it('the API page draws the document without anything from elsewhere', async () => {
    const context = await chromium.newContext();
    const page = await context.newPage();
    const foreign: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(server.url) && !request.url().startsWith('data:'))
        foreign.push(request.url());
    });
    await page.goto(`${server.url}/api/docs`);
    await page.getByText('/api/v1/leads').first().waitFor();
    await shot(page, 'api-docs');
    expect(foreign).toEqual([]);
    await context.close();
  });
});
