import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { pruneState } from '#sandbox/prune-state';
import { readRoster } from '#sandbox/roster';
import { createState } from '#sandbox/state';
import { waitFor } from '../../support/wait-for.ts';
import { openDocsClient } from './docs-client.ts';

const MAIN = fileURLToPath(new URL('../../../src/sandbox/main.ts', import.meta.url));
const ROSTER = fileURLToPath(new URL('../../../demo/roster.json', import.meta.url));

interface Running {
  readonly url: string;
  readonly child: ChildProcess;
}

async function start(folder: string, env: Record<string, string> = {}): Promise<Running> {
  const child = spawn(process.execPath, ['--conditions=source', '--import=tsx', MAIN], {
    env: {
      PATH: process.env.PATH ?? '',
      SANDBOX_PORT: '0',
      SANDBOX_STATE_FILE: join(folder, 'sandbox.json'),
      CLOCK_OFFSET_FILE: join(folder, 'clock-offset'),
      PRODUCT_URL: 'http://127.0.0.1:9',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const url = await waitFor(
    () => /ready at (http:\S+)/.exec(said)?.[1] ?? (child.exitCode !== null && said),
    {
      what: 'the sandbox process',
      timeoutMs: 20_000,
    },
  );
  return { url: url.replace('localhost', '127.0.0.1'), child };
}

describe('the sandbox process', () => {
  it('keeps its identity, chats and clock over a restart, and is bound to this machine', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-process-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const first = await start(folder);
    const credentials = JSON.parse(readFileSync(join(folder, 'sandbox.json'), 'utf8'));
    const wecom = openDocsClient(first.url, credentials);
    await wecom.send({ touser: 'zhangwei', msgtype: 'text', text: { content: '还在' } });
    await fetch(`${first.url}/_sandbox/advance`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"seconds":3600}',
    });
    first.child.kill('SIGTERM');
    expect(await once(first.child, 'exit')).toEqual([0, null]);
    expect(statSync(join(folder, 'sandbox-chats.json')).mode & 0o077).toBe(0);

    const second = await start(folder);
    const chat = (await (await fetch(`${second.url}/_sandbox/chats/zhangwei`)).json()) as {
      messages: object[];
    };
    expect(chat.messages).toMatchObject([{ text: '还在' }]);
    const state = (await (await fetch(`${second.url}/_sandbox/state`)).json()) as { clock: object };
    expect(state.clock).toMatchObject({ offsetSeconds: 3600 });
  }, 60_000);

  it('says which variable to change when its port is taken', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-process-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const first = await start(folder);
    const said = await start(folder, { SANDBOX_PORT: new URL(first.url).port });
    expect(said.url).toMatch(/^SANDBOX_PORT: port \d+ is in use/);
    await waitFor(() => said.child.exitCode === 1, { what: 'the end of the second process' });
  }, 60_000);
});

describe('what is forgotten', () => {
  it('makes no difference: spent and dead codes go, living ones and task ids stay', () => {
    const state = createState(readRoster(ROSTER));
    const now = Date.UTC(2026, 4, 6);
    const hours = (count: number) => now - count * 3_600_000;
    const code = { agentId: 1, msgid: 'm' };
    state.responseCodes = {
      living: { ...code, issuedAt: hours(71), usedAt: null },
      spent: { ...code, issuedAt: hours(1), usedAt: hours(1) },
      dead: { ...code, issuedAt: hours(72), usedAt: null },
    };
    state.loginCodes = {
      used: { userid: 'lina', issuedAt: hours(1), usedAt: hours(1), agentId: 1, isPrivate: false },
      old: { userid: 'lina', issuedAt: hours(24), usedAt: null, agentId: 1, isPrivate: false },
    };
    state.taskIds = { '1 card': 1 };
    pruneState(state, now);
    expect(Object.keys(state.responseCodes)).toEqual(['living']);
    expect(Object.keys(state.loginCodes)).toEqual(['used']);
    expect(state.taskIds).toEqual({ '1 card': 1 });
  });
});
