import { z } from 'zod';
import {
  type Probes,
  probeReceiver,
  type Verification,
  verifyReceiver,
} from '../callbacks/verify-receiver.ts';
import type { SandboxCore } from '../core.ts';
import { ControlError, parseInput } from './control-error.ts';

export const ReceiverRequest = z.object({
  url: z.url({ protocol: /^https?$/, error: 'an absolute http(s) URL' }),
  token: z.string().regex(/^[A-Za-z0-9]{1,32}$/, 'letters and digits, at most 32'),
  aesKey: z.string().regex(/^[A-Za-z0-9]{43}$/, 'exactly 43 letters and digits'),
  /** Also try a wrong signature and a foreign corp id, and say whether they were refused. */
  probe: z.boolean().optional(),
});

/** Saves a receiver as the admin console does: only when it answers the verification. */
export async function saveReceiver(
  core: SandboxCore,
  input: unknown,
): Promise<{ saved: true; verification: Verification; probes: Probes | null }> {
  const { url, token, aesKey, probe } = parseInput(ReceiverRequest, input);
  if (!isLoopbackHost(new URL(url).hostname)) {
    const fix = 'the sandbox only calls this machine: use localhost or 127.0.0.1';
    throw new ControlError({ code: 'INVALID_INPUT', field: 'url', fix });
  }
  const receiver = { url, token, aesKey };
  const verification = await verifyReceiver(core, receiver);
  if (!verification.ok) {
    core.log.add(
      'system',
      '保存回调地址失败：验证没有通过',
      'The receiver was not saved: verification failed',
    );
    throw new ControlError({ code: 'VERIFICATION_FAILED', field: 'url', fix: verification.problem });
  }
  const probes = probe === true ? await probeReceiver(core, receiver) : null;
  core.state.receiver = receiver;
  core.changed();
  core.log.add(
    'system',
    '回调地址已保存，以后发给它',
    'The receiver was saved and gets the callbacks from now on',
  );
  core.bus.emit('callback', core.sender.present());
  return { saved: true, verification, probes };
}

/** Callbacks go to the product again. */
export function useOwnReceiver(core: SandboxCore): { saved: false; url: string } {
  core.state.receiver = null;
  core.changed();
  core.log.add('system', '回调重新发给产品', 'Callbacks go to the product again');
  core.bus.emit('callback', core.sender.present());
  return { saved: false, url: core.sender.receiver().url };
}

export function isLoopbackHost(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname === '[::1]' ||
    hostname === '::1' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}
