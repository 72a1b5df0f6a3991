import { z } from 'zod';
import { revokeTokens } from '../api/token.ts';
import type { SandboxCore } from '../core.ts';
import { type Fault, FaultRequest } from '../faults.ts';
import { advance, presentClock } from './clock.ts';
import { ControlError, parseInput } from './control-error.ts';
import { changeCustomer } from './customers.ts';
import { sendLead } from './leads.ts';
import { changeMember } from './members.ts';
import { presentChat, presentCredentials, presentState } from './present-state.ts';
import { press } from './press.ts';
import { saveReceiver, useOwnReceiver } from './receiver.ts';
import { relay } from './relay.ts';
import { open, say } from './say.ts';

/** The controls as functions, for tests in the same process; over HTTP they are `/_sandbox/<name>`. */
export function createControls(core: SandboxCore, resetState: () => void) {
  return {
    credentials: () => presentCredentials(core),
    state: () => presentState(core),
    chats: (userid: string) => presentChat(core, userid),
    clock: () => presentClock(core),
    log: (afterId = 0) => core.log.lines(afterId),
    press: (input: unknown) => press(core, input),
    say: (input: unknown) => say(core, input),
    open: (input: unknown) => open(core, input),
    contacts: (input: unknown) => changeCustomer(core, input),
    members: (input: unknown) => changeMember(core, input),
    advance: (input: unknown) => advance(core, input),
    addFault: (input: unknown) => addFault(core, input),
    faults: () => core.faults.list(),
    clearFaults: (id?: number) => clearFaults(core, id),
    saveReceiver: (input: unknown) => saveReceiver(core, input),
    useOwnReceiver: () => useOwnReceiver(core),
    revokeTokens: () => ({ revoked: revokeTokens(core) }),
    relay: (input: unknown) => relay(core, input),
    leads: (input: unknown) => sendLead(core, input),
    reset: () => {
      resetState();
      core.log.add('system', '沙盒已清空，重新开始', 'The sandbox was emptied and starts afresh');
      core.bus.emit('reset', null);
      return { reset: true };
    },
  };
}

export type SandboxControls = ReturnType<typeof createControls>;

/** `{clear: true}` or `{clear: id}` switches off what DELETE would. */
const ClearRequest = z.object({ clear: z.union([z.literal(true), z.number().int()]) });

function addFault(core: SandboxCore, input: unknown): Fault | { cleared: true } {
  const clear = ClearRequest.safeParse(input);
  if (clear.success) return clearFaults(core, clear.data.clear === true ? undefined : clear.data.clear);
  const fault = core.faults.add(parseInput(FaultRequest, input));
  const times = fault.left === null ? '直到清除' : `${fault.left} 次`;
  const timesEn = fault.left === null ? 'until cleared' : `${fault.left} times`;
  const what = fault.api === '*' ? '所有接口' : fault.api === 'callback' ? '回调' : fault.api;
  core.log.add('fault', `故障开关打开：${what}，${times}`, `Fault set: ${fault.api}, ${timesEn}`, {
    api: fault.api,
  });
  return fault;
}

function clearFaults(core: SandboxCore, id?: number): { cleared: true } {
  if (!core.faults.clear(id)) {
    const fix = 'take an id from GET /_sandbox/faults; used-up faults are gone already';
    throw new ControlError({ status: 404, code: 'NO_SUCH_FAULT', field: 'id', fix });
  }
  core.log.add('fault', '故障开关已关闭', 'Faults cleared');
  return { cleared: true };
}
