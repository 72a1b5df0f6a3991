import { z } from 'zod';
import { contactsChanged } from '../callbacks/events.ts';
import type { SandboxCore } from '../core.ts';
import type { Member } from '../state.ts';
import { ControlError, parseInput } from './control-error.ts';
import { announceMembers } from './present-state.ts';
import { type CallbackResult, memberOrRefuse, resultOf } from './say.ts';

export const MemberRequest = z.object({
  action: z.enum(['resign', 'hire', 'rename', 'move']),
  userid: z
    .string()
    .regex(/^[A-Za-z0-9_.@-]{1,64}$/, 'letters, digits, - _ . @, at most 64')
    .optional(),
  name: z.string().min(1).max(64).optional(),
  title: z.string().max(64).optional(),
  /** rename: the userid from now on. */
  newUserid: z
    .string()
    .regex(/^[A-Za-z0-9_.@-]{1,64}$/, 'letters, digits, - _ . @, at most 64')
    .optional(),
  /** hire, move: ids of `department/list`. */
  departments: z.array(z.number().int()).min(1).optional(),
});

/** Someone leaves, joins, moves or gets another name: the directory changes and `change_contact` says so. */
export async function changeMember(
  core: SandboxCore,
  input: unknown,
): Promise<CallbackResult & { userid: string }> {
  const request = parseInput(MemberRequest, input);
  const { member, event } = CHANGES[request.action](core, request);
  core.changed();
  announceMembers(core);
  return { userid: member.userid, ...resultOf(await core.sender.send(event)) };
}

type Input = z.output<typeof MemberRequest>;
type Change = (
  core: SandboxCore,
  request: Input,
) => { member: Member; event: ReturnType<typeof contactsChanged> };

const CHANGES: Readonly<Record<Input['action'], Change>> = {
  resign: (core, request) => {
    const member = memberOrRefuse(core, needed(request.userid, 'userid'));
    member.active = false;
    const said = { zh: `${member.name} 离职`, en: `${member.name} resigned` };
    return { member, event: contactsChanged(core, 'delete_user', { UserID: member.userid }, said) };
  },
  hire: (core, request) => {
    const userid = needed(request.userid, 'userid');
    const departments = departmentsOr(core, request, [1]);
    refuseTaken(core, userid, 'userid');
    core.state.members = core.state.members.filter((each) => each.userid !== userid);
    const member = newMember(core, userid, request, departments);
    core.state.members.push(member);
    const said = { zh: `${member.name} 入职`, en: `${member.name} joined` };
    const fields = { UserID: userid, Department: departments.join(',') };
    return { member, event: contactsChanged(core, 'create_user', fields, said) };
  },
  move: (core, request) => {
    const member = memberOrRefuse(core, needed(request.userid, 'userid'));
    member.departments = departmentsOr(core, request, member.departments);
    const said = { zh: `${member.name} 换了部门`, en: `${member.name} moved` };
    const fields = { UserID: member.userid, Department: member.departments.join(',') };
    return { member, event: contactsChanged(core, 'update_user', fields, said) };
  },
  rename: (core, request) => {
    const member = memberOrRefuse(core, needed(request.userid, 'userid'));
    const old = member.userid;
    if (request.name !== undefined) member.name = request.name;
    const renamed = request.newUserid !== undefined && request.newUserid !== old;
    if (renamed) {
      refuseTaken(core, request.newUserid!, 'newUserid');
      member.userid = request.newUserid!;
      moveChat(core, old, member.userid);
    }
    const said = { zh: `${member.name} 的账号被修改`, en: `The account of ${member.name} was changed` };
    const fields = { UserID: old, ...(renamed ? { NewUserID: member.userid } : {}) };
    return { member, event: contactsChanged(core, 'update_user', fields, said) };
  },
};

function newMember(core: SandboxCore, userid: string, request: Input, departments: number[]): Member {
  const inDepartments = core.state.departments.filter((department) => departments.includes(department.id));
  const first = inDepartments[0];
  const store =
    first?.parentid === 1 ? first : core.state.departments.find((each) => each.id === first?.parentid);
  return {
    userid,
    name: request.name ?? userid,
    role: 'sales',
    title: request.title ?? '销售顾问',
    storeId: store?.key ?? '',
    store: store?.name ?? '',
    teams: inDepartments.filter((each) => each.id > 100).map((each) => each.name),
    departments,
    leader: false,
    active: true,
  };
}

function moveChat(core: SandboxCore, from: string, to: string): void {
  const chat = core.state.chats[from];
  if (chat === undefined) return;
  core.state.chats[to] = chat;
  delete core.state.chats[from];
  for (const message of Object.values(core.state.messages)) {
    message.recipients = message.recipients.map((userid) => (userid === from ? to : userid));
  }
}

function departmentsOr(core: SandboxCore, request: Input, otherwise: number[]): number[] {
  const given = request.departments ?? otherwise;
  const known = core.state.departments.map((department) => department.id);
  if (given.every((id) => known.includes(id))) return given;
  throw new ControlError({
    code: 'NO_SUCH_DEPARTMENT',
    field: 'departments',
    fix: `use ids of ${known.join(', ')}`,
  });
}

function refuseTaken(core: SandboxCore, userid: string, field: string): void {
  const folded = userid.toLowerCase();
  if (!core.state.members.some((each) => each.active && each.userid.toLowerCase() === folded)) return;
  throw new ControlError({ status: 409, code: 'TAKEN', field, fix: 'another member has this userid' });
}

function needed(value: string | undefined, field: string): string {
  if (value !== undefined) return value;
  throw new ControlError({ code: 'INVALID_INPUT', field, fix: `${field} is needed for this action` });
}
