import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { MessageView } from '#sandbox/chats/present-message';
import { createCredentials } from '#sandbox/credentials';
import { readRoster } from '#sandbox/roster';
import { createSandbox, type Sandbox, type SandboxOptions } from '#sandbox/server';
import { type DocsClient, openDocsClient } from './docs-client.ts';
import { openReceiver, type TestReceiver } from './receiver.ts';

export interface OpenedSandbox {
  readonly sandbox: Sandbox;
  readonly url: string;
  /** Stands where the product would: everything the sandbox calls back arrives here. */
  readonly receiver: TestReceiver;
  readonly wecom: DocsClient;
  /** Calls a control; throws unless the answer is 2xx. */
  readonly control: <T = Record<string, never>>(call: string, input?: unknown) => Promise<T>;
  /** Calls a control and gives back status and body, whatever they are. */
  readonly tryControl: (
    call: string,
    input?: unknown,
    headers?: Record<string, string>,
  ) => Promise<{ status: number; body: ControlAnswer }>;
  readonly advance: (seconds: number) => Promise<void>;
  readonly chat: (userid: string) => Promise<readonly MessageView[]>;
}

export interface ControlAnswer {
  readonly error: { code: string; field: string | null; fix: string };
  readonly [field: string]: unknown;
}

const START = Date.UTC(2026, 4, 6, 2, 0, 0);

/** The demo company without its `dist` and without a product: only loopback HTTP. Time stands still. */
export async function openSandbox(overrides: Partial<SandboxOptions> = {}): Promise<OpenedSandbox> {
  const credentials = overrides.credentials ?? createCredentials(randomBytes);
  const receiver = await openReceiver({ ...credentials });
  const sandbox = createSandbox({
    credentials,
    roster: readRoster(fileURLToPath(new URL('../../../demo/roster.json', import.meta.url))),
    productUrl: receiver.url,
    clock: { now: () => new Date(START) },
    monotonicMs: () => performance.now(),
    random: randomBytes,
    callbacks: { timeoutMs: 2_000, retryDelayMs: 5 },
    ...overrides,
  });
  const url = await sandbox.listen(0);
  onTestFinished(async () => {
    await sandbox.close();
    await receiver.close();
  });
  const { control, tryControl } = controlsOf(url);
  return {
    sandbox,
    url,
    receiver,
    wecom: openDocsClient(url, credentials),
    control,
    tryControl,
    advance: async (seconds) => {
      await control('POST advance', { seconds });
    },
    chat: async (userid) => (await control<{ messages: MessageView[] }>(`GET chats/${userid}`)).messages,
  };
}

function controlsOf(url: string) {
  const tryControl = async (call: string, input?: unknown, headers: Record<string, string> = {}) => {
    const [method = 'GET', path = ''] = call.split(' ');
    const answer = await fetch(`${url}/_sandbox/${path}`, {
      method,
      headers: { ...(input === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(input === undefined ? {} : { body: JSON.stringify(input) }),
    });
    return { status: answer.status, body: (await answer.json()) as ControlAnswer };
  };
  const control = async <T>(call: string, input?: unknown): Promise<T> => {
    const { status, body } = await tryControl(call, input);
    if (status >= 300) throw new Error(`${call} answered ${status}: ${JSON.stringify(body)}`);
    return body as T;
  };
  return { control, tryControl };
}
