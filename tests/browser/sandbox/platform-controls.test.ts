import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../../support/wait-for.ts';
import { leadCard } from './cards.ts';
import { type DeskUnderTest, startDesk } from './desk-under-test.ts';

let desk: DeskUnderTest;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk?.close());
beforeEach(async () => {
  desk.sandbox.controls.reset();
  await desk.open();
});

const button = (name: string) => desk.page.getByRole('button', { name, exact: true });
const offset = () => desk.sandbox.controls.clock().offsetSeconds;
const shownTime = async () => (await desk.page.locator('.clock-time').getAttribute('datetime'))!;

describe('the clock', () => {
  it('[OP1] moves the time of the sandbox and of every phone forward', async () => {
    const before = offset();
    await button('+15 分钟').click();
    await waitFor(() => offset() === before + 900);
    await waitFor(async () => {
      const shown = Date.parse(await shownTime());
      return Math.abs(shown - Date.parse(desk.sandbox.controls.clock().now)) < 3_000;
    });
    const status = await desk.phone('zhangwei').locator('.phone-status span').first().textContent();
    const clock = await desk.page.locator('.clock-time').textContent();
    expect(clock!.startsWith(status!)).toBe(true);
  });

  it('goes to nine in the morning of Shanghai', async () => {
    await button('到明早 9:00').click();
    await waitFor(async () => (await desk.page.locator('.clock-time').textContent())!.startsWith('09:00'));
    const now = new Date(desk.sandbox.controls.clock().now);
    expect(now.getUTCHours()).toBe(1);
  });

  it('follows a clock that a script has moved', async () => {
    desk.sandbox.controls.advance({ seconds: 86_400 });
    await waitFor(async () => {
      const shown = Date.parse(await shownTime());
      return Math.abs(shown - Date.parse(desk.sandbox.controls.clock().now)) < 3_000;
    });
  });
});

describe('fault switches', () => {
  const openFaults = () => desk.page.getByRole('button', { name: /^故障/ }).click();

  it('[OP1] switches a fault on and off by name', async () => {
    await openFaults();
    await desk.page.getByRole('switch', { name: /45009 限流/ }).click();
    await waitFor(() => desk.sandbox.controls.faults().length === 1);
    expect(desk.sandbox.controls.faults()[0]).toMatchObject({
      api: 'message/send',
      errcode: 45_009,
      left: null,
    });
    const refused = await desk.product.send('zhangwei', 'text', { content: '到不了' });
    expect(refused.errcode).toBe(45_009);
    await desk.page.getByRole('switch', { name: /45009 限流/ }).click();
    await waitFor(() => desk.sandbox.controls.faults().length === 0);
    const sent = await desk.product.send('zhangwei', 'text', { content: '到了' });
    expect(sent.errcode).toBe(0);
  });

  it('delivers a press twice while callbacks are duplicated', async () => {
    await openFaults();
    await desk.page.getByRole('switch', { name: /回调重复/ }).click();
    await waitFor(() => desk.sandbox.controls.faults().length === 1);
    await desk.page.keyboard.press('Escape');
    await desk.product.send('zhangwei', 'template_card', leadCard('lead-twice', '郑爽', '宋PLUS'));
    await desk.phone('zhangwei').getByRole('button', { name: '接单', exact: true }).click();
    await waitFor(
      () => desk.product.heard.filter((each) => each.key === 'lead.accept|lead-twice|1').length === 2,
    );
  });

  it('tells the presser when a press was lost on the way', async () => {
    await openFaults();
    await desk.page.getByRole('switch', { name: /回调丢失/ }).click();
    await waitFor(() => desk.sandbox.controls.faults().length === 1);
    await desk.page.keyboard.press('Escape');
    await desk.product.send('zhangwei', 'template_card', leadCard('lead-lost', '王芳', '宋L'));
    await desk.phone('zhangwei').getByRole('button', { name: '接单', exact: true }).click();
    await desk.phone('zhangwei').getByText('没按成：这次回调被故障开关丢掉了').waitFor();
    expect(desk.product.heard.some((each) => each.key.includes('lead-lost'))).toBe(false);
  });

  it('counts the faults a script has set and clears all of them', async () => {
    desk.sandbox.controls.addFault({ api: 'gettoken', errcode: 40_013, count: 5 });
    await button('故障 1').click();
    await desk.page.getByText('脚本设置的故障 1 个').waitFor();
    await button('全部恢复正常').click();
    await button('故障').waitFor();
    expect(desk.sandbox.controls.faults()).toEqual([]);
  });
});

describe('log, reset, language', () => {
  it('writes down what happened, newest first, and filters by person', async () => {
    await desk.product.send('zhangwei', 'text', { content: '一' });
    await desk.product.send('wuhao', 'text', { content: '二' });
    const lines = desk.page.locator('.log-line p');
    await waitFor(async () => (await lines.allTextContents()).some((line) => line.includes('吴昊')));
    const times = await desk.page
      .locator('.log-line time')
      .evaluateAll((all) => all.map((each) => each.dateTime));
    expect(times).toEqual(times.toSorted().reverse());
    await desk.page.getByLabel('只看').selectOption('zhangwei');
    const shown = await lines.allTextContents();
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.every((line) => line.includes('张伟'))).toBe(true);
  });

  it('empties the desk only after asking', async () => {
    await desk.product.send('zhangwei', 'text', { content: '留着' });
    await desk.phone('zhangwei').getByText('留着').waitFor();
    await button('重置').click();
    await button('取消').click();
    expect(await desk.phone('zhangwei').getByText('留着').count()).toBe(1);
    await button('重置').click();
    await desk.page.getByRole('dialog').getByRole('button', { name: '重置' }).click();
    await waitFor(async () => (await desk.phone('zhangwei').getByText('留着').count()) === 0);
    expect(desk.sandbox.controls.chats('zhangwei').messages).toEqual([]);
  });

  it('speaks English when asked and remembers it', async () => {
    await desk.page.getByRole('button', { name: '切换到英文' }).click();
    await desk.page.getByRole('heading', { name: 'What happened' }).waitFor();
    expect(await desk.page.locator('html').getAttribute('lang')).toBe('en');
    await desk.page.reload();
    await desk.page.getByRole('heading', { name: 'Lead sources' }).waitFor();
    await desk.page.getByRole('button', { name: 'Switch to Chinese' }).click();
    await desk.page.getByRole('heading', { name: '线索来源' }).waitFor();
  });
});
