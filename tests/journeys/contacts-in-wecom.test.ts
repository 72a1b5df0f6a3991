import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getLead, listLeads } from '#domain/leads/index';
import { findStaffByIdentity, listStaff } from '#domain/staff/index';
import { type Product, startProduct } from '../support/product.ts';
import { waitFor } from '../support/wait-for.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
}, 120_000);
afterAll(() => product.stop());

describe('people and customers of WeCom', () => {
  it('[LC1] a customer who adds a salesperson is welcomed within 20 s and becomes a lead', async () => {
    const added = (await product.sandbox.controls.contacts({
      action: 'add',
      userid: 'zhangwei',
      externalName: '周末看车的客户',
      state: 'suv-test-drive',
    })) as { externalUserId?: string; externalUserid?: string };
    const external = added.externalUserId ?? added.externalUserid ?? '';
    const welcome = await waitFor(
      () =>
        product.sandbox.controls.chats(external).messages.find((one) => one.text.includes('很高兴为您服务')),
      { what: 'the welcome' },
    );
    expect(welcome.text).toContain('浦东旗舰店');
    const lead = await waitFor(
      async () => (await listLeads({ limit: 50 })).items.find((one) => one.channel === 'wecom_contact'),
      { what: 'the lead' },
    );
    expect(lead.externalUserId).toBe(external);
    expect(lead.phoneMasked).toBe('');
  });

  it('a leaver loses access at once, and the open leads go to a handover list with an alarm', async () => {
    const answer = await product.lead('mini_program', {
      name: '离职客户',
      phone: '13700009001',
      model: '宋PLUS',
    });
    const leadId = String(answer.body.leadId);
    const owner = await waitFor(async () => (await getLead(leadId)).ownerId);
    const userid = owner.replace('staff-', '');
    const card = await product.message(userid, (one) => one.title.includes('离职客户'));
    await product.sandbox.controls.members({ action: 'resign', userid });
    await waitFor(async () => (await findStaffByIdentity('wecom', userid))?.status === 'left', {
      what: 'the leaver',
    });
    await product.message(
      'wuhao',
      (one) => one.title.includes('离职客户') && one.title.includes('已离职'),
      "the manager's alarm",
    );
    const accept = card.buttons.find((button) => button.text === '接单')!;
    await Promise.resolve(
      product.sandbox.controls.press({ userid, messageId: card.id, buttonKey: accept.key }),
    ).catch(() => undefined);
    const lead = await getLead(leadId);
    expect([lead.ownerId, lead.status]).toEqual([null, 'unassigned']);
  });

  it('[AS1] nobody can take it: the lead waits with an alarm, and the manager assigns it', async () => {
    for (const person of await listStaff({ role: 'sales', status: 'active' })) {
      const userid = person.identities.wecom!;
      await product.sandbox.controls.say({ userid, text: '我今天忙' });
    }
    const busy = async () =>
      (await listStaff({ role: 'sales', status: 'active' })).every((one) => one.busyUntil !== null);
    await waitFor(busy, { what: 'everybody busy' });
    const answer = await product.lead('site_form', {
      name: '闵行客户',
      phone: '13700009002',
      model: '途观L',
      storeId: 'store-minhang',
    });
    const leadId = String(answer.body.leadId);
    const alarm = await product.message(
      'zhengjie',
      (one) => one.title.includes('闵行客户') && one.buttons.length > 0,
      "the store manager's alarm",
    );
    expect(await getLead(leadId)).toMatchObject({ status: 'unassigned', ownerId: null, open: true });
    const submit = alarm.buttons[0]!;
    await product.sandbox.controls.press({
      userid: 'zhengjie',
      messageId: alarm.id,
      buttonKey: submit.key,
      selected: { assignee: ['staff-sunlei'] },
    });
    await product.message('sunlei', (one) => one.title.includes('闵行客户'), 'the card');
    expect((await getLead(leadId)).ownerId).toBe('staff-sunlei');
  });

  it('unknown events are kept and acknowledged, and a stranger gets no effect', async () => {
    const before = (await listLeads({ limit: 100 })).items.length;
    await Promise.resolve(product.sandbox.controls.say({ userid: 'hejia', text: '帮助' }));
    await product.message('hejia', (one) => one.text.includes('我今天忙'));
    expect((await listLeads({ limit: 100 })).items.length).toBe(before);
  });
});
