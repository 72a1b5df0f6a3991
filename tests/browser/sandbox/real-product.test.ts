import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getLead, listFollowUps } from '#domain/leads/index';
import { freshMongoUri } from '../../support/mongo.ts';
import { waitFor } from '../../support/wait-for.ts';
import { type RealDesk, startRealDesk } from './real-desk.ts';

let desk: RealDesk;
beforeAll(async () => {
  desk = await startRealDesk({ mongodbUri: freshMongoUri(), history: false });
  await desk.open();
}, 180_000);
afterAll(() => desk?.close());

const PHONE = '13912345678';

/** Sends an SUV lead from the page's own panel; answers whose phone got the card and the lead's id. */
async function sendLead(name: string, phone: string): Promise<{ userid: string; leadId: string }> {
  await desk.page.getByLabel('客户姓名').fill(name);
  await desk.page.getByLabel('手机号').fill(phone);
  await desk.page.locator('.sources').getByRole('button', { name: '提交', exact: true }).click();
  return waitFor(
    () => {
      for (const userid of ['zhangwei', 'wangqiang', 'lina']) {
        const card = desk.sandbox.controls
          .chats(userid)
          .messages.findLast((message) => message.title.includes(name));
        const leadId = /\/app\/leads\/(\w+)/.exec(card?.url ?? card?.links[0]?.url ?? '')?.[1];
        if (leadId !== undefined) return { userid, leadId };
      }
      return null;
    },
    { timeoutMs: 20_000, what: 'the card of a lead with a link to its page' },
  );
}

describe('the whole way in the browser, with the real product', () => {
  it('[OP1] [CH1] card → press → lead page in the phone, logged in silently → number → back to the chat', async () => {
    const { userid, leadId } = await sendLead('林小姐', PHONE);
    const phone = desk.phone(userid);
    const card = phone.locator('article.card', { hasText: '林小姐' }).last();
    await card.getByRole('button', { name: '接单', exact: true }).click();
    await phone.locator('article.card', { hasText: '已接单' }).first().waitFor();
    expect(await card.textContent()).not.toContain(PHONE);

    await card.locator('.card-title-link').click();
    const page = phone.frameLocator('iframe');
    await page.getByRole('heading', { name: '林小姐' }).waitFor({ timeout: 20_000 });
    const before = await page.locator('body').textContent();
    expect(before).toContain('139****5678');
    expect(before).not.toContain(PHONE);
    expect(before).toContain(`以 ${await phone.locator('h3').textContent()} 的身份`);
    expect((await getLead(leadId)).status).toBe('accepted');

    // By keyboard: the page is drawn smaller than it is, and the driver aims its mouse at the unscaled place.
    await page.getByRole('button', { name: '查看号码' }).press('Enter');
    const call = page.getByRole('link', { name: '拨打' });
    await call.waitFor();
    expect(await call.getAttribute('href')).toBe(`tel:+86${PHONE}`);

    await page.getByRole('button', { name: '写跟进' }).press('Enter');
    await page.getByRole('textbox', { name: '跟进内容' }).fill('约了周六试驾');
    await page.getByRole('button', { name: '保存' }).press('Enter');
    await page.locator('.timeline').getByText('约了周六试驾').waitFor();
    expect((await listFollowUps(leadId)).map((each) => each.summary)).toEqual(['约了周六试驾']);

    await phone.getByRole('button', { name: '关闭网页' }).click();
    expect(await phone.locator('iframe').count()).toBe(0);
    await card.waitFor();
    expect(desk.complaints).toEqual([]);
  });

  it('[CH1] another phone is another person: a colleague does not see the lead', async () => {
    const { userid, leadId } = await sendLead('何先生', '13912340009');
    const other = userid === 'zhangwei' ? 'wangqiang' : 'zhangwei';
    const link = `${desk.productUrl}/app/leads/${leadId}`;
    const token = await fetchToken();
    await send(token, other, link);
    await desk.phone(other).getByText('帮我看看这条').waitFor();
    await desk.phone(other).getByRole('button', { name: link }).click();
    const page = desk.phone(other).frameLocator('iframe');
    await page.getByText('看不到这条线索').waitFor({ timeout: 20_000 });
    expect(await page.locator('body').textContent()).not.toContain('何先生');
    await desk.phone(other).getByRole('button', { name: '关闭网页' }).click();
  });

  it('[OP1] moving the clock without a follow-up brings the alarm to the manager’s phone', async () => {
    await sendLead('赵先生', '13912340010');
    for (let i = 0; i < 3; i += 1) {
      await desk.page.getByRole('button', { name: '+15 分钟', exact: true }).click();
      await waitFor(() => desk.page.getByRole('button', { name: '+15 分钟', exact: true }).isEnabled());
    }
    await desk
      .phone('wuhao')
      .locator('article.card', { hasText: '赵先生' })
      .first()
      .waitFor({ timeout: 30_000 });
  });

  it('[OP1] hides the calls between the machines until asked, and folds those alike', async () => {
    const lines = desk.page.locator('.log-line[data-kind="api"][data-bad="false"]');
    expect(await lines.count()).toBe(0);
    await desk.page.getByRole('switch', { name: '显示接口调用' }).check();
    await lines.first().waitFor();
    const texts = await lines.allTextContents();
    expect(texts.some((text) => /user\/list \d 次：成功/.test(text))).toBe(true);
    await desk.page.getByRole('switch', { name: '显示接口调用' }).uncheck();
    await lines.first().waitFor({ state: 'detached' });
  });
});

async function fetchToken(): Promise<string> {
  const { corpId, secret } = desk.sandbox.core.credentials;
  const answer = await fetch(`${desk.sandbox.url()}/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${secret}`);
  return ((await answer.json()) as { access_token: string }).access_token;
}

async function send(token: string, userid: string, link: string): Promise<void> {
  await fetch(`${desk.sandbox.url()}/cgi-bin/message/send?access_token=${token}`, {
    method: 'POST',
    body: JSON.stringify({
      touser: userid,
      msgtype: 'text',
      agentid: desk.sandbox.core.credentials.agentId,
      text: { content: `帮我看看这条 ${link}` },
    }),
  });
}
