import { chatOf } from '../chats/chat.ts';
import { type MessageView, presentMessage } from '../chats/present-message.ts';
import type { SandboxCore } from '../core.ts';
import { findCustomer, type Member } from '../state.ts';
import { presentClock } from './clock.ts';
import { ControlError } from './control-error.ts';
import { channelKeys } from './leads.ts';

export interface MemberView {
  readonly userid: string;
  readonly name: string;
  readonly role: string;
  readonly title: string;
  readonly store: string;
  readonly storeId: string;
  readonly teams: readonly string[];
  readonly active: boolean;
}

/** `GET /_sandbox/credentials`: what an administrator would copy out of the console, and who works here. */
export function presentCredentials(core: SandboxCore) {
  const { corpId, agentId, secret, token, aesKey, apiKey, apiSecret } = core.credentials;
  const contacts = core.apps.find((app) => app.kind === 'contacts');
  return {
    corpId,
    agentId,
    secret,
    token,
    aesKey,
    callbackUrl: core.ownCallbackUrl,
    apiBase: core.baseUrl(),
    productUrl: core.productUrl,
    apiKey,
    apiSecret,
    /** The key of each lead channel; all share the secret. */
    channelKeys: channelKeys(apiKey),
    members: presentMembers(core),
    /** A second app, to try mixed-up tokens, and the contact-sync secret. */
    otherApp: { agentId: core.apps[1]!.agentId, secret: core.apps[1]!.secret },
    contactsSecret: contacts?.secret ?? '',
  };
}

export function presentMembers(core: SandboxCore): MemberView[] {
  return core.state.members.map(presentMember);
}

/** Tells the page who works here and who the customers are now. */
export function announceMembers(core: SandboxCore): void {
  const { members, customers } = presentState(core);
  core.bus.emit('members', { members, customers });
}

function presentMember({ userid, name, role, title, store, storeId, teams, active }: Member): MemberView {
  return { userid, name, role, title, store, storeId, teams, active };
}

/** `GET /_sandbox/chats/:userid`, oldest first; also for customers by external userid. */
export function presentChat(
  core: SandboxCore,
  id: string,
): { userid: string; name: string; messages: MessageView[] } {
  const folded = id.toLowerCase();
  const known =
    core.state.members.find((member) => member.userid.toLowerCase() === folded) ??
    findCustomer(core.state, id);
  if (known === null) {
    throw new ControlError({
      status: 404,
      code: 'NO_SUCH_MEMBER',
      field: 'userid',
      fix: 'use a userid of GET /_sandbox/credentials',
    });
  }
  const chatId = 'userid' in known ? known.userid : known.externalUserId;
  const messages = chatOf(core, chatId).map((entry) => presentMessage(core.state, entry));
  return { userid: chatId, name: known.name, messages };
}

/** `GET /_sandbox/state`: everything the page needs to draw itself, without the messages. */
export function presentState(core: SandboxCore) {
  return {
    corp: { id: core.credentials.corpId, name: core.state.departments[0]?.name ?? '' },
    clock: presentClock(core),
    productUrl: core.productUrl,
    members: presentMembers(core),
    departments: core.state.departments.map(({ id, name, parentid }) => ({ id, name, parentid })),
    chats: Object.keys(core.state.chats).map((id) => summarize(core, id)),
    customers: core.state.customers.map((customer) => ({
      externalUserId: customer.externalUserId,
      name: customer.name,
      follows: customer.follows.map(({ userid, state, remark }) => ({ userid, state, remark })),
    })),
    contactWays: core.state.contactWays.map(({ configId, state, remark, users }) => ({
      configId,
      state,
      remark,
      users,
    })),
    faults: core.faults.list(),
    callback: core.sender.present(),
  };
}

function summarize(core: SandboxCore, id: string) {
  const entries = chatOf(core, id);
  const last = entries.at(-1);
  return {
    userid: id,
    count: entries.length,
    last: last === undefined ? null : presentMessage(core.state, last),
  };
}
