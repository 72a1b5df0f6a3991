import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../../support/wait-for.ts';
import { leadCard } from './cards.ts';
import { type DeskUnderTest, startDesk } from './desk-under-test.ts';

let desk: DeskUnderTest;
beforeAll(async () => {
  desk = await startDesk({ width: 390, height: 844 });
});
afterAll(() => desk?.close());
beforeEach(async () => {
  desk.sandbox.controls.reset();
  await desk.open();
});

const tab = (name: string) => desk.page.locator('.tabs').getByRole('button', { name });

describe('at phone width', () => {
  it('never scrolls sideways, on any tab', async () => {
    for (const name of ['手机', '线索来源', '日志']) {
      await tab(name).click();
      const scroll = await desk.page.evaluate<number>('document.documentElement.scrollWidth');
      expect(scroll, name).toBeLessThanOrEqual(390);
    }
  });

  it('[OP1] takes a newcomer from the lead to the press with thumbs alone', async () => {
    await tab('线索来源').click();
    await desk.page.getByLabel('手机号').fill('13712345678');
    await desk.page.locator('.sources').getByRole('button', { name: '提交', exact: true }).click();
    await desk.page.getByText('已接收', { exact: false }).first().waitFor();
    await tab('手机').click();
    const accept = desk.phone('zhangwei').getByRole('button', { name: '接单', exact: true });
    await accept.click();
    await desk.phone('zhangwei').getByText('张伟 已接单').waitFor();
    await tab('日志').click();
    await desk.page.locator('.log-line', { hasText: '接单' }).first().waitFor();
  });

  it('gives card buttons the height a thumb needs', async () => {
    await desk.product.send('zhangwei', 'template_card', leadCard('lead-thumb', '冯雪', '海豚'));
    const buttons = desk.phone('zhangwei').locator('.card-button');
    await buttons.first().waitFor();
    const lowest = () =>
      buttons.evaluateAll((all) => Math.min(...all.map((each) => each.getBoundingClientRect().height)));
    // A new card grows into its place; its size counts when it has arrived.
    await waitFor(async () => (await lowest()) >= 40, { what: 'buttons of 40 pixels' });
  });

  it('shows one phone at a time and brings the ringing one to the front', async () => {
    const visible = () => desk.page.locator('.phone-stand:visible').count();
    expect(await visible()).toBe(1);
    await desk.product.send('wangqiang', 'template_card', leadCard('lead-front', '韩梅', '秦L'));
    await desk.phone('wangqiang').locator('article.card').waitFor();
    await waitFor(async () => desk.phone('wangqiang').isVisible());
    expect(await visible()).toBe(1);
    await desk.page.getByRole('button', { name: '吴昊: 看看' }).click();
    await waitFor(async () => desk.phone('wuhao').isVisible());
  });
});

describe('without a mouse', () => {
  it('reaches and presses a card button by keyboard, with the focus in sight', async () => {
    await desk.product.send('zhangwei', 'template_card', leadCard('lead-keys', '董洁', '海豹'));
    const accept = desk.phone('zhangwei').getByRole('button', { name: '接单', exact: true });
    await accept.waitFor();
    const focused = desk.phone('zhangwei').locator('.card-button:focus-visible', { hasText: '接单' });
    for (let i = 0; i < 60 && (await focused.count()) === 0; i += 1) await desk.page.keyboard.press('Tab');
    await focused.waitFor();
    const outline = await desk.page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
    expect(outline).toBe('solid');
    await desk.page.keyboard.press('Enter');
    await waitFor(() => desk.product.heard.some((each) => each.key === 'lead.accept|lead-keys|1'));
  });

  it('gives every control a name', async () => {
    const nameless = await desk.page.locator('button, input, select, a[href]').evaluateAll((all) =>
      all
        .filter((each) => {
          const { labels } = each as unknown as { labels?: { length: number } | null };
          return !(each.getAttribute('aria-label') || each.textContent?.trim() || (labels?.length ?? 0) > 0);
        })
        .map((each) => each.outerHTML),
    );
    expect(nameless).toEqual([]);
  });
});

describe('when the sandbox goes away', () => {
  it('says so and what to do, and keeps what was on the phones', async () => {
    await desk.product.send('zhangwei', 'text', { content: '还在' });
    await desk.phone('zhangwei').getByText('还在').waitFor();
    await desk.sandbox.close();
    const banner = desk.page.getByRole('alert').filter({ hasText: '沙盒没有回应' });
    await banner.waitFor();
    expect(await banner.textContent()).toContain('npm start');
    expect(await desk.phone('zhangwei').getByText('还在').count()).toBe(1);
    await desk.sandbox.listen(Number(new URL(desk.sandbox.url()).port));
    await banner.waitFor({ state: 'detached' });
  });
});
