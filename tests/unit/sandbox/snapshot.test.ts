import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ApiError } from '#sandbox/api/call';
import { issueResponseCode, openResponseCode, RESPONSE_CODE_LIFE_MS } from '#sandbox/api/response-code';
import { appOfToken, revokeTokens, TOKEN_LIFE_S } from '#sandbox/api/token';
import { addEntry, chatOf, copyOf } from '#sandbox/chats/chat';
import { createCredentials, letters, loadCredentials, registeredApps } from '#sandbox/credentials';
import { departmentsOf, membersOf } from '#sandbox/roster';
import { readSnapshot } from '#sandbox/snapshot';
import { departmentsUnder, findMember, membersUnder, nameOf } from '#sandbox/state';
import { countedRandom, openCore, ROSTER } from './open-core.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'cheliao-snapshot-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const codeOf = (work: () => unknown): number => {
  try {
    work();
    return 0;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.errcode;
  }
};

describe('[OP1] what a restart brings back', () => {
  it('chats, response codes used and unused, tokens, people and the counter', () => {
    const file = join(folder(), 'deep', 'chats.json');
    const first = openCore(file);
    const agentId = first.core.credentials.agentId;
    addEntry(first.core, 'lina', { from: 'app', kind: 'text', body: { content: '留着' } });
    const [fresh, used] = [1, 2].map(() => issueResponseCode(first.core, agentId, 'msg'));
    openResponseCode(first.core, used, agentId).usedAt = first.core.clock.ms();
    findMember(first.core.state, 'wuhao')!.active = false;
    first.core.changed();
    first.flush();

    const second = openCore(file);
    expect(chatOf(second.core, 'lina').map((entry) => entry.body)).toEqual([{ content: '留着' }]);
    expect(codeOf(() => openResponseCode(second.core, fresh, agentId))).toBe(0);
    expect(codeOf(() => openResponseCode(second.core, used, agentId))).toBe(60140);
    expect(findMember(second.core.state, 'wuhao')).toBeNull();
    const next = addEntry(second.core, 'lina', { from: 'app', kind: 'text', body: { content: '后来' } });
    expect(chatOf(second.core, 'lina').map((entry) => entry.id)).toHaveLength(2);
    expect(new Set(chatOf(second.core, 'lina').map((entry) => entry.id)).size).toBe(2);
    expect(next.id > 'm00000001').toBe(true);
  });

  it('a code that died while the sandbox was off is dead', () => {
    const file = join(folder(), 'chats.json');
    const first = openCore(file);
    const code = issueResponseCode(first.core, first.core.credentials.agentId, 'msg');
    first.core.changed();
    first.flush();
    const second = openCore(file);
    second.pass(RESPONSE_CODE_LIFE_MS / 1000);
    expect(codeOf(() => openResponseCode(second.core, code, second.core.credentials.agentId))).toBe(60140);
  });

  it('writes nothing when nothing changed, and leaves no half file beside it', () => {
    const dir = folder();
    const file = join(dir, 'chats.json');
    openCore(file).flush();
    expect(existsSync(file)).toBe(false);
    const { core, flush } = openCore(file);
    core.changed();
    flush();
    expect(readdirSync(dir)).toEqual(['chats.json']);
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  it.each(['', '{', 'null', '<html>'])('starts empty when the file holds %j', (content) => {
    const file = join(folder(), 'chats.json');
    writeFileSync(file, content);
    const { core } = openCore(file);
    expect(core.state.members).toHaveLength(ROSTER.staff.length);
    expect(core.state.chats).toEqual({});
  });

  it('an older snapshot without newer parts is completed', () => {
    const file = join(folder(), 'chats.json');
    writeFileSync(file, JSON.stringify({ chats: { lina: [] }, sequence: 7 }));
    const { core } = openCore(file);
    expect(core.state.userTickets).toEqual({});
    expect(core.nextNumber()).toBe(8);
    expect(readSnapshot(file)).toMatchObject({ sequence: 7 });
    expect(readSnapshot(null)).toBeNull();
  });

  it('a reset empties the chats, but the counter goes on', () => {
    const { core, reset } = openCore();
    const before = addEntry(core, 'lina', { from: 'app', kind: 'text', body: { content: 'x' } });
    reset();
    const after = addEntry(core, 'lina', { from: 'app', kind: 'text', body: { content: 'y' } });
    expect(after.id > before.id).toBe(true);
    expect(chatOf(core, 'lina')).toHaveLength(1);
  });
});

describe('response codes', () => {
  it.each<[string, number, number]>([
    ['work at once', 0, 0],
    ['work until the last second', RESPONSE_CODE_LIFE_MS / 1000 - 1, 0],
    ['die after 72 h', RESPONSE_CODE_LIFE_MS / 1000, 60140],
  ])('%s', (_what, seconds, errcode) => {
    const { core, pass } = openCore();
    const code = issueResponseCode(core, 1, 'msg');
    pass(seconds);
    expect(codeOf(() => openResponseCode(core, code, 1))).toBe(errcode);
  });

  it.each<[string, unknown, number, number]>([
    ['of another app', 'own', 2, 42015],
    ['made up', 'made up', 1, 60140],
    ['missing', undefined, 1, 60140],
    ['a number', 5, 1, 60140],
    ['a name every object has', 'constructor', 1, 60140],
  ])('%s are refused', (_what, given, agentId, errcode) => {
    const { core } = openCore();
    const own = issueResponseCode(core, 1, 'msg');
    expect(codeOf(() => openResponseCode(core, given === 'own' ? own : given, agentId))).toBe(errcode);
  });
});

describe('tokens', () => {
  const issue = (core: ReturnType<typeof openCore>['core'], token: string) => {
    core.state.tokens[token] = {
      secret: core.credentials.secret,
      issuedAt: core.clock.ms(),
      expiresAt: core.clock.ms() + TOKEN_LIFE_S * 1000,
      revoked: false,
    };
  };
  it.each<[string, number, number]>([
    ['live', 0, 0],
    ['live to the last second', TOKEN_LIFE_S - 1, 0],
    ['expire', TOKEN_LIFE_S, 42001],
  ])('%s', (_what, seconds, errcode) => {
    const { core, pass } = openCore();
    issue(core, 'a');
    pass(seconds);
    expect(codeOf(() => appOfToken(core, 'a'))).toBe(errcode);
  });

  it('missing, unknown and revoked ones are told apart', () => {
    const { core } = openCore();
    issue(core, 'a');
    expect([undefined, '', 'b'].map((token) => codeOf(() => appOfToken(core, token)))).toEqual([
      41001, 41001, 40014,
    ]);
    expect(revokeTokens(core)).toBe(1);
    expect(codeOf(() => appOfToken(core, 'a'))).toBe(40014);
    expect(revokeTokens(core)).toBe(0);
  });
});

describe('credentials', () => {
  it('are made once and kept for their owner alone', () => {
    const file = join(folder(), 'sandbox.json');
    const first = loadCredentials(file, countedRandom());
    expect(loadCredentials(file, () => Buffer.alloc(64, 7))).toEqual(first);
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ corpId: 'wwsandbox00000001' });
  });

  it('fill in what an older file lacks and keep what others wrote there', () => {
    const file = join(folder(), 'sandbox.json');
    writeFileSync(file, JSON.stringify({ token: 'kept', other: 'also' }));
    expect(loadCredentials(file, countedRandom()).token).toBe('kept');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ token: 'kept', other: 'also' });
  });

  it.each([{ aesKey: 'short' }, { token: '有' }, { agentId: -1 }])('refuse %j by name', (wrong) => {
    const file = join(folder(), 'sandbox.json');
    writeFileSync(file, JSON.stringify(wrong));
    expect(() => loadCredentials(file, countedRandom())).toThrow(Object.keys(wrong)[0]!);
  });

  it('have the shapes of real ones, and three different secrets', () => {
    const credentials = createCredentials(countedRandom());
    expect(credentials.aesKey).toMatch(/^[A-Za-z0-9]{43}$/);
    expect(credentials.token).toMatch(/^[A-Za-z0-9]{24}$/);
    const secrets = registeredApps(credentials).map((app) => app.secret);
    expect(new Set(secrets).size).toBe(3);
    expect([1, 24, 43, 100].map((length) => letters(countedRandom(), length).length)).toEqual([
      1, 24, 43, 100,
    ]);
  });
});

describe('people and departments', () => {
  const { core } = openCore();
  it('are the roster: the group, two stores below it, three teams below them', () => {
    const departments = departmentsOf(ROSTER);
    expect(departments.map(({ id, parentid }) => [id, parentid])).toEqual([
      [1, 0],
      [2, 1],
      [3, 1],
      [101, 2],
      [102, 2],
      [103, 3],
    ]);
    const members = membersOf(ROSTER, departments);
    expect(members.find((member) => member.userid === 'lina')?.departments).toEqual([101, 102]);
    expect(members.find((member) => member.userid === 'wuhao')).toMatchObject({
      departments: [2],
      leader: true,
    });
  });

  it.each<[number, number]>([
    [1, 10],
    [101, 3],
    [999, 0],
  ])('below department %i stand %i people', (id, count) => {
    expect(membersUnder(core.state, id)).toHaveLength(count);
  });

  it('a department comes before what is below it', () => {
    expect(departmentsUnder(core.state, 1).map((department) => department.id)).toEqual([
      1, 2, 3, 101, 102, 103,
    ]);
    expect(departmentsUnder(core.state, 2).map((department) => department.id)).toEqual([2, 101, 102]);
    expect(departmentsUnder(core.state, 999)).toEqual([]);
  });

  it('names are found in any case, strangers keep their id', () => {
    expect([nameOf(core.state, 'LINA'), nameOf(core.state, 'stranger')]).toEqual(['李娜', 'stranger']);
  });

  it('a chat keeps its newest 500 messages, and the newest copy of one', () => {
    for (let i = 0; i < 520; i += 1) {
      addEntry(core, 'lina', { from: 'app', kind: 'text', body: { content: `${i}` }, msgid: `g${i % 10}` });
    }
    const chat = chatOf(core, 'lina');
    expect([chat.length, chat[0]?.body.content]).toEqual([500, '20']);
    expect(copyOf(core, 'lina', 'g3')?.body.content).toBe('513');
    expect(copyOf(core, 'lina', 'none')).toBeNull();
    expect(chatOf(core, 'nobody')).toEqual([]);
  });
});
