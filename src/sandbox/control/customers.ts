import { z } from 'zod';
import { customerChanged } from '../callbacks/events.ts';
import { addEntry } from '../chats/chat.ts';
import type { SandboxCore } from '../core.ts';
import { type Customer, findCustomer, type Member, membersUnder } from '../state.ts';
import { ControlError, parseInput } from './control-error.ts';
import { announceMembers } from './present-state.ts';
import { type CallbackResult, memberOrRefuse, resultOf } from './say.ts';

export const ContactRequest = z.object({
  /** `remove` = the member deletes the customer, `leave` = the customer deletes the member. */
  action: z.enum(['add', 'edit', 'remove', 'leave']).default('add'),
  /** The member; may be left out when a contact QR code (`configId`) says who. */
  userid: z.string().min(1).optional(),
  configId: z.string().optional(),
  state: z.string().max(30).optional(),
  externalName: z.string().min(1).max(30).optional(),
  /** Same as externalName, and as a list of one in mobiles. */
  name: z.string().min(1).max(30).optional(),
  mobile: z.string().optional(),
  externalUserId: z.string().optional(),
  remark: z.string().max(20).optional(),
  mobiles: z.array(z.string()).max(5).optional(),
});

type ContactInput = z.output<typeof ContactRequest>;
export type ContactResult = CallbackResult & { externalUserId: string; welcomeCode: string | null };

/** A customer adds a member by QR code, is edited, or goes: `change_external_contact`. */
export async function changeCustomer(core: SandboxCore, input: unknown): Promise<ContactResult> {
  const given = parseInput(ContactRequest, input);
  const request = {
    ...given,
    externalName: given.externalName ?? given.name,
    mobiles: given.mobiles ?? (given.mobile === undefined ? undefined : [given.mobile]),
  };
  return request.action === 'add' ? addCustomer(core, request) : changeExisting(core, request);
}

async function addCustomer(core: SandboxCore, request: ContactInput): Promise<ContactResult> {
  const way = core.state.contactWays.find((each) => each.configId === request.configId);
  if (request.configId !== undefined && way === undefined)
    throw noSuch('configId', 'GET /_sandbox/state lists them');
  const chosen = request.userid ?? way?.users[0] ?? membersUnder(core.state, way?.parties[0] ?? 0)[0]?.userid;
  if (chosen === undefined) throw noSuch('userid', 'say which member is added');
  const member = memberOrRefuse(core, chosen);
  const state = request.state ?? way?.state ?? '';
  const customer = knownOrNew(core, request);
  customer.follows = customer.follows.filter((follow) => follow.userid !== member.userid);
  customer.follows.push({
    userid: member.userid,
    state,
    addedAt: core.clock.ms(),
    remark: request.remark ?? customer.name,
    description: '',
    mobiles: request.mobiles ?? [],
    addWay: 1,
  });
  const welcomeCode = core.random(24).toString('base64url');
  core.state.welcomeCodes[welcomeCode] = {
    userid: member.userid,
    externalUserId: customer.externalUserId,
    issuedAt: core.clock.ms(),
    usedAt: null,
  };
  const note = { content: `你已添加了${member.name}，现在可以开始聊天了。` };
  addEntry(core, customer.externalUserId, { from: 'note', kind: 'text', body: note });
  announceMembers(core);
  return report(core, 'add_external_contact', member, customer, welcomeCode, {
    ...(state === '' ? {} : { State: state }),
    WelcomeCode: welcomeCode,
  });
}

async function changeExisting(core: SandboxCore, request: ContactInput): Promise<ContactResult> {
  const customer =
    findCustomer(core.state, request.externalUserId ?? '') ?? byName(core, request.externalName);
  if (customer === null) throw noSuch('externalUserId', 'take one from GET /_sandbox/state');
  const follow = customer.follows.find((each) => each.userid === request.userid) ?? customer.follows[0];
  if (follow === undefined) throw noSuch('userid', 'this customer follows nobody any more');
  const member = memberOrRefuse(core, follow.userid);
  if (request.action === 'edit') {
    follow.remark = request.remark ?? follow.remark;
    follow.mobiles = request.mobiles ?? follow.mobiles;
    return report(core, 'edit_external_contact', member, customer, null, {});
  }
  customer.follows = customer.follows.filter((each) => each !== follow);
  announceMembers(core);
  const change = request.action === 'remove' ? 'del_external_contact' : 'del_follow_user';
  return report(core, change, member, customer, null, {});
}

const WORDS = {
  add_external_contact: ['添加了', 'added'],
  edit_external_contact: ['的资料被修改：', 'was edited by'],
  del_external_contact: ['被删除：', 'was removed by'],
  del_follow_user: ['删除了', 'deleted'],
} as const;

async function report(
  core: SandboxCore,
  change: keyof typeof WORDS,
  member: Member,
  customer: Customer,
  welcomeCode: string | null,
  fields: Record<string, string>,
): Promise<ContactResult> {
  core.changed();
  const [zh, en] = WORDS[change];
  const said = {
    zh: `客户${customer.name}${zh}${member.name}`,
    en: `Customer ${customer.name} ${en} ${member.name}`,
  };
  const ids = { UserID: member.userid, ExternalUserID: customer.externalUserId };
  const delivery = await core.sender.send(customerChanged(core, change, { ...ids, ...fields }, said));
  return { externalUserId: customer.externalUserId, welcomeCode, ...resultOf(delivery) };
}

function knownOrNew(core: SandboxCore, request: ContactInput): Customer {
  const known =
    request.externalUserId === undefined ? null : findCustomer(core.state, request.externalUserId);
  if (known !== null) return known;
  const number = core.nextNumber();
  const externalUserId = `wm${core.random(22).toString('base64url').slice(0, 26)}${String(number).padStart(4, '0')}`;
  const customer = { externalUserId, name: request.externalName ?? `客户${number}`, follows: [] };
  core.state.customers.push(customer);
  return customer;
}

function byName(core: SandboxCore, name: string | undefined): Customer | null {
  return core.state.customers.find((customer) => customer.name === name) ?? null;
}

function noSuch(field: string, fix: string): ControlError {
  return new ControlError({ status: 404, code: 'NOT_FOUND', field, fix });
}
