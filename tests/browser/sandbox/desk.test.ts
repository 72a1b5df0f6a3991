import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../../support/wait-for.ts';
import { formCard, leadCard, noticeCard, voteCard } from './cards.ts';
import { type DeskUnderTest, startDesk } from './desk-under-test.ts';

let desk: DeskUnderTest;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk?.close());
beforeEach(async () => {
  desk.sandbox.controls.reset();
  desk.product.answerPresses(true);
  await desk.open();
});
afterEach(() => {
  expect(desk.complaints).toEqual([]);
});

const button = (name: string | RegExp, exact = true) => desk.page.getByRole('button', { name, exact });

describe('three phones', () => {
  it('[OP1] shows two salespeople and a manager side by side, and says what the page is', async () => {
    const names = await desk.page.locator('.phone-stand h3').allTextContents();
    expect(names).toEqual(['张伟', '王强', '吴昊']);
    const boxes = await Promise.all(
      ['zhangwei', 'wangqiang', 'wuhao'].map((id) => desk.phone(id).boundingBox()),
    );
    expect(boxes[0]!.x + boxes[0]!.width).toBeLessThanOrEqual(boxes[1]!.x);
    expect(boxes[1]!.x + boxes[1]!.width).toBeLessThanOrEqual(boxes[2]!.x);
    expect(await desk.page.locator('h1').textContent()).toBe('车聊沙盒');
    expect(await desk.page.locator('.chat-empty').count()).toBe(3);
  });

  it('draws a lead card with its lines and buttons as soon as it is sent, without a reload', async () => {
    await desk.product.send('wangqiang', 'template_card', leadCard('lead-a', '赵敏', '理想L7'));
    const card = desk.phone('wangqiang').locator('article.card');
    await card.waitFor();
    expect(await card.locator('h4').textContent()).toBe('赵敏 想试驾 理想L7');
    expect(await card.locator('dt').allTextContents()).toEqual(['手机', '来源', '评分', '时限', '车型']);
    const buttons = await card.locator('.card-button').allTextContents();
    expect(buttons).toEqual(['接单', '已联系', '转派', '战败', '为什么给我']);
    expect(await desk.phone('zhangwei').locator('article.card').count()).toBe(0);
  });

  it('keeps the buttons of the newest card in sight after many messages', async () => {
    for (let i = 0; i < 6; i += 1) await desk.product.send('zhangwei', 'text', { content: `第 ${i} 条` });
    await desk.product.send('zhangwei', 'template_card', leadCard('lead-b', '钱多', '问界M7'));
    const accept = desk.phone('zhangwei').getByRole('button', { name: '接单', exact: true });
    await accept.waitFor();
    const chat = desk.phone('zhangwei').locator('.chat');
    await waitFor(async () => {
      const [inner, outer] = await Promise.all([accept.boundingBox(), chat.boundingBox()]);
      return inner!.y >= outer!.y && inner!.y + inner!.height <= outer!.y + outer!.height;
    });
  });

  it('puts another of the ten members on the desk, and swaps two who are there already', async () => {
    const swap = desk.phone('wangqiang').locator('.owner-swap select');
    expect(await swap.locator('option').count()).toBe(10);
    await swap.selectOption('lina');
    await desk.phone('lina').waitFor();
    expect(await desk.phone('wangqiang').count()).toBe(0);
    await desk.phone('lina').locator('.owner-swap select').selectOption('zhangwei');
    await waitFor(async () => {
      const names = await desk.page.locator('.phone-stand h3').allTextContents();
      return names.join() === '李娜,张伟,吴昊';
    });
  });

  it('counts what arrives for somebody who is not looking', async () => {
    await desk.product.send('sunlei', 'text', { content: '你好' });
    await desk.page.getByRole('button', { name: '孙磊, 1 条未读: 看看' }).click();
    await desk.phone('sunlei').getByText('你好').waitFor();
    await waitFor(async () => (await desk.page.locator('.face .badge').count()) === 0);
  });
});

describe('pressing', () => {
  it('[OP1] delivers the press to the product and shows the new state', async () => {
    await desk.product.send('zhangwei', 'template_card', leadCard('lead-c', '孙丽', '元PLUS'));
    await desk.phone('zhangwei').getByRole('button', { name: '接单', exact: true }).click();
    await desk.phone('zhangwei').getByText('张伟 已接单').waitFor();
    const heard = desk.product.heard.at(-1)!;
    expect(heard).toMatchObject({
      event: 'template_card_event',
      from: 'zhangwei',
      key: 'lead.accept|lead-c|1',
    });
    expect(await desk.phone('zhangwei').locator('.card-button').count()).toBe(0);
  });

  it('shows the pressed button loading and the others dead until the product has answered', async () => {
    desk.product.answerPresses(false);
    await desk.product.send('wuhao', 'template_card', leadCard('lead-d', '李想', 'Model Y'));
    const accept = desk.phone('wuhao').locator('.card-button', { hasText: '接单' });
    await accept.click();
    await desk.phone('wuhao').locator('.card-button[aria-busy="true"] .spinner').waitFor();
    expect(await desk.phone('wuhao').locator('.card-button:disabled').count()).toBe(5);
  });

  it('sends the chosen reason along', async () => {
    await desk.product.send('zhangwei', 'template_card', leadCard('lead-e', '周涛', '途观L'));
    const phone = desk.phone('zhangwei');
    await phone.getByLabel('战败原因').selectOption('rival');
    await phone.getByRole('button', { name: '战败', exact: true }).click();
    const xml = await waitFor(
      () => desk.product.heard.find((each) => each.key === 'lead.lose|lead-e|1')?.xml,
    );
    expect(xml).toContain('lost_reason');
    expect(xml).toContain('rival');
  });

  it('presses what hides behind the three dots', async () => {
    await desk.product.send('zhangwei', 'template_card', leadCard('lead-f', '吴迪', '宋L'));
    await desk.phone('zhangwei').getByRole('button', { name: '更多操作' }).click();
    await desk.phone('zhangwei').getByRole('button', { name: '查看电话' }).click();
    await waitFor(() => desk.product.heard.some((each) => each.event === 'template_card_menu_event'));
  });

  it('submits drop-downs and votes with what is chosen', async () => {
    await desk.product.send('zhangwei', 'template_card', formCard('form-a'));
    await desk.phone('zhangwei').getByLabel('方式').selectOption('wechat');
    await desk.phone('zhangwei').getByRole('button', { name: '提交', exact: true }).click();
    const form = await waitFor(() => desk.product.heard.find((each) => each.key.includes('form-a'))?.xml);
    expect(form).toMatch(/method[\s\S]*wechat[\s\S]*next[\s\S]*d1/);
    await desk.product.send('wangqiang', 'template_card', voteCard('vote-a'));
    await desk.phone('wangqiang').getByLabel('周日').check();
    await desk.phone('wangqiang').getByRole('button', { name: '确定', exact: true }).click();
    const vote = await waitFor(() => desk.product.heard.find((each) => each.key.includes('vote-a'))?.xml);
    expect(vote).toContain('sun');
    expect(vote).not.toContain('sat');
  });

  it('says what the member typed, and shows a recalled message as recalled', async () => {
    const line = desk.phone('zhangwei').getByLabel('对车聊说点什么');
    await line.fill('我的线索');
    await line.press('Enter');
    await desk.phone('zhangwei').locator('[data-from="member"]', { hasText: '我的线索' }).waitFor();
    await waitFor(() =>
      desk.product.heard.some((each) => each.content === '我的线索' && each.from === 'zhangwei'),
    );
    const sent = await desk.product.send('zhangwei', 'text', { content: '发错了' });
    await desk.phone('zhangwei').getByText('发错了').waitFor();
    await desk.product.recall(String(sent.msgid));
    await desk.phone('zhangwei').getByText('车聊 撤回了一条消息').waitFor();
    expect(await desk.phone('zhangwei').getByText('发错了').count()).toBe(0);
  });

  it('opens the link of a card inside the phone and comes back to the chat', async () => {
    const link = `${desk.product.url}/app/leads/1`;
    await desk.product.send('wuhao', 'template_card', noticeCard(link));
    await desk.phone('wuhao').getByRole('button', { name: '打开线索' }).click();
    await desk.phone('wuhao').frameLocator('iframe').getByText('线索详情').waitFor();
    await desk.phone('wuhao').getByRole('button', { name: '关闭网页' }).click();
    await desk.phone('wuhao').getByText('线索 30 分钟未联系').waitFor();
    expect(await desk.phone('wuhao').locator('iframe').count()).toBe(0);
  });
});

describe('the guide', () => {
  it('lights its four steps as they happen', async () => {
    const done = () => desk.page.locator('.guide li[data-done="true"]').count();
    expect(await done()).toBe(0);
    await button('来一条 SUV 试驾').click();
    await waitFor(async () => (await done()) === 2);
    await desk.page.locator('[data-fresh="true"]').getByRole('button', { name: '接单', exact: true }).click();
    await waitFor(async () => (await done()) === 3);
    await button('拨快 30 分钟').click();
    await desk.page.getByText('完成！').waitFor();
    expect(await done()).toBe(4);
  });
});
