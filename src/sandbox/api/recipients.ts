import type { SandboxCore } from '../core.ts';
import { findMember, membersUnder } from '../state.ts';
import { ApiError, refuse } from './call.ts';

/** Who gets a message, and what of the address was wrong. */
export interface Recipients {
  readonly userids: readonly string[];
  /** Lower-cased and joined by `|`, as the platform returns them. */
  readonly invaliduser: string;
  readonly invalidparty: string;
  readonly invalidtag: string;
}

/** Resolves touser/toparty/totag. 82001 none given, 40032/82002/82003 too many, 81013 nobody valid. */
export function resolveRecipients(core: SandboxCore, body: Readonly<Record<string, unknown>>): Recipients {
  const users = split(body.touser);
  const parties = split(body.toparty);
  const tags = split(body.totag);
  if (users.length + parties.length + tags.length === 0) refuse(82001);
  if (users.length > 1000) refuse(40032);
  if (parties.length > 100) refuse(82002);
  if (tags.length > 100) refuse(82003);
  if (users.includes('@all')) return everyone(core);
  const found = new Set<string>();
  const wrong = { users: [] as string[], parties: [] as string[] };
  for (const user of users) {
    const member = findMember(core.state, user);
    if (member === null) wrong.users.push(user.toLowerCase());
    else found.add(member.userid);
  }
  for (const party of parties) {
    const members = membersUnder(core.state, Number(party));
    if (members.length === 0) wrong.parties.push(party);
    for (const member of members) found.add(member.userid);
  }
  const invalid = {
    invaliduser: wrong.users.join('|'),
    invalidparty: wrong.parties.join('|'),
    // The sandbox's corp has no tags.
    invalidtag: tags.join('|'),
  };
  if (found.size === 0) throw new ApiError(81013, '', invalid);
  return { userids: [...found], ...invalid };
}

function everyone(core: SandboxCore): Recipients {
  const active = core.state.members.filter((member) => member.active);
  return {
    userids: active.map((member) => member.userid),
    invaliduser: '',
    invalidparty: '',
    invalidtag: '',
  };
}

function split(value: unknown): string[] {
  if (typeof value !== 'string') return [];
  return [...new Set(value.split('|').map((part) => part.trim()))].filter((part) => part !== '');
}
