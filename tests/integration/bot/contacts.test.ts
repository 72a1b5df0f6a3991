import { afterEach, describe, expect, it, vi } from 'vitest';
import { createDirectorySync } from '#bot/contacts/directory-sync';
import type { ChatPlatform, DirectoryMember, PlatformOutcome } from '#bot/platform';
import { listPayloads } from '#domain/intake/index';
import { listLeads } from '#domain/leads/index';
import { findStaffByIdentity, getStaff, listStaff } from '#domain/staff/index';
import { createLogger } from '#infra/logger';
import { buildRoster } from '../../factories/organisation.ts';
import { useBot } from './bot-fixture.ts';

const bot = useBot();
afterEach(() => vi.restoreAllMocks());

type Directory = Awaited<ReturnType<ChatPlatform['listDirectory']>>;

const everybody = (): DirectoryMember[] =>
  buildRoster().staff.map(({ userId, name }) => ({ userId, name, departmentIds: ['1'], active: true }));
const ok = (members: DirectoryMember[]): Directory => ({ type: 'ok', value: { members, departments: [] } });

function syncOf(answers: (Directory | (() => Promise<Directory>))[]) {
  let asked = 0;
  let logged = '';
  const platform: ChatPlatform = {
    ...bot.scripted.platform,
    listDirectory: async () => {
      const answer = answers[Math.min(asked, answers.length - 1)]!;
      asked += 1;
      return typeof answer === 'function' ? answer() : answer;
    },
  };
  const sync = createDirectorySync({
    platforms: new Map([['wecom', platform]]),
    clock: bot.clock,
    logger: createLogger('info', { write: (line: string) => void (logged += line) }),
    quietMs: 20,
  });
  return { sync, asked: () => asked, logged: () => logged };
}

describe('the address book', () => {
  it('[ST4] who is missing has left, who is new has joined off duty, names follow', async () => {
    const members = everybody()
      .filter((member) => member.userId !== 'lina')
      .map((member) => (member.userId === 'zhangwei' ? { ...member, name: '张伟强' } : member));
    const { sync } = syncOf([
      ok([...members, { userId: 'newbie', name: '新人', departmentIds: [], active: true }]),
    ]);
    await sync.runAll();
    expect((await getStaff('staff-lina')).status).toBe('left');
    expect((await getStaff('staff-zhangwei')).name).toBe('张伟强');
    expect(await findStaffByIdentity('wecom', 'newbie')).toMatchObject({
      role: 'sales',
      onDuty: false,
      teamIds: [],
    });
  });

  it.each<[string, Directory]>([
    ['refused', { type: 'refused', reason: 'misconfigured', code: '60011', hint: '' }],
    ['not answered', { type: 'retry', retryAfterMs: 1_000, code: 'unreachable' }],
    ['of unknown outcome', { type: 'unknown', code: 'timeout' }],
    ['empty, as when nobody is visible', ok([])],
  ])('[ST4] that is %s changes nobody', async (_, answer) => {
    const before = await listStaff({ status: 'active' });
    const { sync, logged } = syncOf([answer]);
    await sync.runAll();
    expect(await listStaff({ status: 'active' })).toEqual(before);
    expect(logged()).toMatch(/directory/);
  });

  it('[ST4] that broke half-way is read again the next time', async () => {
    const gone = everybody().filter((member) => member.userId !== 'lina');
    const { sync } = syncOf([() => Promise.reject(new Error('socket hang up')), ok(gone)]);
    await sync.runAll();
    expect((await getStaff('staff-lina')).status).toBe('active');
    await sync.runAll();
    expect((await getStaff('staff-lina')).status).toBe('left');
  });

  it('many wishes within a moment are one comparison', async () => {
    const { sync, asked } = syncOf([ok(everybody())]);
    for (let i = 0; i < 20; i += 1) sync.request('wecom');
    await vi.waitFor(() => expect(asked()).toBe(1));
    await sync.stop();
    expect(asked()).toBe(1);
  });

  it('comparisons never overlap: two at once could undo each other', async () => {
    let running = 0;
    let most = 0;
    const slow = async (): Promise<Directory> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return ok(everybody());
    };
    const { sync, asked } = syncOf([slow]);
    await Promise.all([sync.runAll(), sync.runAll(), sync.runAll()]);
    expect([asked(), most]).toEqual([3, 1]);
  });

  it('a wish for a platform that is not connected is nothing, and so is one after the stop', async () => {
    const { sync, asked } = syncOf([ok(everybody())]);
    sync.request('dingtalk');
    sync.request('wecom');
    await sync.stop();
    expect(asked()).toBe(0);
  });

  it('a person who comes back under the same account is a new person', async () => {
    const { sync } = syncOf([ok(everybody().filter((member) => member.userId !== 'lina')), ok(everybody())]);
    await sync.runAll();
    await sync.runAll();
    expect((await getStaff('staff-lina')).status).toBe('left');
    expect(await findStaffByIdentity('wecom', 'lina')).toMatchObject({ status: 'active', onDuty: false });
  });
});

describe('a customer adds a member', () => {
  const welcomes = () => {
    const sent: { welcomeCode: string; text: string }[] = [];
    const outcomes: PlatformOutcome<null>[] = [];
    vi.spyOn(bot.scripted.platform, 'sendWelcome').mockImplementation(async (to) => {
      sent.push(to);
      return outcomes.shift() ?? { type: 'ok', value: null };
    });
    return { sent, outcomes };
  };
  const added = (userId: string, welcomeCode: string | null = 'WC', externalUserId = 'wm1') =>
    ({
      kind: 'customer_added',
      userId,
      externalUserId,
      state: 'suv-test-drive',
      welcomeCode,
      at: bot.clock.now(),
    }) as const;

  it('[CH5] is greeted in the name of the member and the store, and becomes a lead', async () => {
    const { sent } = welcomes();
    await bot.arrives(added('zhangwei'));
    expect(sent).toMatchObject([{ welcomeCode: 'WC', text: expect.stringMatching(/浦东旗舰店的张伟/) }]);
    const { items } = await listLeads({ limit: 10 });
    expect(items).toMatchObject([{ channel: 'wecom_contact', externalUserId: 'wm1', phoneMasked: '' }]);
  });

  it('[CH5] the greeting goes first: the lead may take its time, the code may not', async () => {
    const { sent } = welcomes();
    const order: string[] = [];
    vi.spyOn(bot.scripted.platform, 'sendWelcome').mockImplementation(async (to) => {
      sent.push(to);
      order.push(`leads so far: ${(await listLeads({ limit: 10 })).items.length}`);
      return { type: 'ok', value: null };
    });
    await bot.arrives(added('zhangwei'));
    expect(order).toEqual(['leads so far: 0']);
  });

  it('[CH5] is greeted a second time only when the platform asked to try again', async () => {
    const { sent, outcomes } = welcomes();
    outcomes.push({ type: 'retry', retryAfterMs: 100, code: '-1' });
    await bot.arrives(added('zhangwei'));
    expect(sent).toHaveLength(2);
    outcomes.push({ type: 'unknown', code: 'timeout' });
    await bot.arrives(added('zhangwei', 'WC2', 'wm2'));
    expect(sent).toHaveLength(3);
  });

  it('[LC1] a greeting that failed does not lose the lead', async () => {
    const { outcomes } = welcomes();
    outcomes.push({ type: 'refused', reason: 'expired', code: '41050', hint: '' });
    await bot.arrives(added('zhangwei'));
    expect((await listLeads({ limit: 10 })).items).toHaveLength(1);
  });

  it('without a code, or by a member we do not know, is not greeted but is a lead', async () => {
    const { sent } = welcomes();
    await bot.arrives(added('zhangwei', null));
    await bot.arrives(added('nobody', 'WC', 'wm2'));
    expect(sent).toEqual([]);
    expect((await listLeads({ limit: 10 })).items).toHaveLength(2);
  });

  it('[IN2] the event replayed is the same lead', async () => {
    welcomes();
    await bot.arrives(added('zhangwei'), 'wecom:same');
    await bot.arrives(added('zhangwei'), 'wecom:same');
    expect((await listLeads({ limit: 10 })).items).toHaveLength(1);
    expect((await listPayloads({ channel: 'wecom_contact' })).items).toHaveLength(1);
  });
});
