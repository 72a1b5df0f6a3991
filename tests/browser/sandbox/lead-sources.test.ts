import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { channelAdapter } from '#domain/intake/channels';
import { CHANNELS } from '../../../src/sandbox/ui/src/sources/channels.ts';
import { randomCustomer } from '../../../src/sandbox/ui/src/sources/random-customer.ts';
import { waitFor } from '../../support/wait-for.ts';
import { type DeskUnderTest, startDesk } from './desk-under-test.ts';

/** Repeats the same numbers, so that a failure can be seen again. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

describe('what the page posts', () => {
  const posted = CHANNELS.filter((channel) => channel.id !== 'wecom_contact');

  it.each(posted.map((channel) => [channel.id, channel] as const))(
    'is readable by the product: %s',
    (id, channel) => {
      for (let seed = 1; seed <= 40; seed += 1) {
        const customer = randomCustomer(channel.wantsSuv, numbers(seed));
        const body = channel.body(customer, { serial: `S${seed}`, atMs: 1_790_000_000_000 });
        const reading = channelAdapter(id).read(JSON.parse(JSON.stringify(body)), null);
        expect(reading.phone).toBe(customer.phone);
        expect(reading.name).toBe(customer.name);
        expect(reading.modelText).toBe(customer.model);
        expect(reading.unmappedFields ?? []).toEqual([]);
      }
    },
  );

  it('invents mobile numbers of eleven digits', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      expect(randomCustomer(false, numbers(seed)).phone).toMatch(/^1[3-9]\d{9}$/);
    }
  });
});

describe('the panel', () => {
  let desk: DeskUnderTest;
  beforeAll(async () => {
    desk = await startDesk();
  });
  afterAll(() => desk?.close());
  beforeEach(async () => {
    desk.sandbox.controls.reset();
    await desk.open();
  });
  const submit = () =>
    desk.page.locator('.sources').getByRole('button', { name: '提交', exact: true }).click();
  const answer = () => desk.page.locator('.sources .answer');

  it('[OP1] submits a lead as an outside system would and says that it was taken', async () => {
    await desk.page.getByLabel('客户姓名').fill('测试客');
    await desk.page.getByLabel('手机号').fill('13912340001');
    await submit();
    await answer().getByText('已接收').waitFor();
    expect(desk.product.leads.at(-1)).toMatchObject({
      name: '测试客',
      phone: '13912340001',
      wants: ['test_drive'],
    });
    await desk
      .phone('zhangwei')
      .getByText(/^测试客 想试驾/)
      .waitFor();
  });

  it('says that the same number was merged', async () => {
    await desk.page.getByLabel('手机号').fill('13912340002');
    await submit();
    await answer().getByText('已接收').waitFor();
    await desk.page.getByRole('button', { name: '同号再来一条（看合并）' }).click();
    await answer().getByText('已合并到老线索').waitFor();
  });

  it('says why a lead was refused and what to change', async () => {
    await desk.page.getByRole('button', { name: '填错手机号（看拒绝）' }).click();
    await submit();
    await answer().getByText('被拒绝 (422)').waitFor();
    const words = await answer().textContent();
    expect(words).toContain('手机号应为 11 位');
    expect(words).toContain('怎么改：填一个 11 位手机号');
    expect(await desk.page.locator('.guide li[data-done="true"]').count()).toBe(0);
  });

  it('pushes like a portal, in the portal’s own words', async () => {
    await desk.page.getByText('汽车之家', { exact: true }).click();
    await desk.page.getByLabel('手机号').fill('13912340003');
    await desk.page.getByText('原样发出的内容').click();
    await desk.page.locator('.verbatim pre', { hasText: 'customerPhone' }).waitFor();
  });

  it('adds a customer to a salesperson, which the product hears as a callback', async () => {
    await desk.page.getByText('加企业微信', { exact: true }).click();
    await desk.page.getByLabel('加的是谁').selectOption('wangqiang');
    await desk.page.getByLabel('客户姓名').fill('新朋友');
    await submit();
    await answer().getByText('新朋友 加了 王强 的企业微信。').waitFor();
    const xml = await waitFor(
      () => desk.product.heard.find((each) => each.event === 'change_external_contact')?.xml,
    );
    expect(xml).toContain('s_store-pudong');
  });
});
