import type { DirectoryDepartment, DirectoryMember, PlatformOutcome } from '#bot/platform';
import type { CallWecom } from './client.ts';
import { DepartmentListAnswer, UserGetAnswer, UserListAnswer } from './wire/requests.ts';

type Directory = { members: readonly DirectoryMember[]; departments: readonly DirectoryDepartment[] };
type WireMembers = (typeof UserListAnswer)['_output']['userlist'];

const ACTIVE = 1;
const AT_ONCE = 4;

/**
 * All departments and members the app may see (wecom docs 90208, 90201). `department/list` gives the whole
 * tree, `user/list` one level, so each department is asked. One failed part fails the whole: a directory with
 * a hole would take the missing ones for people who left.
 */
export async function listDirectory(call: CallWecom): Promise<PlatformOutcome<Directory>> {
  const tree = await call('department/list', { answer: DepartmentListAnswer });
  if (tree.type !== 'ok') return tree;
  const listed = tree.value.department;
  const known = new Set(listed.map((department) => department.id));
  const members = new Map<string, DirectoryMember>();
  for (let from = 0; from < listed.length; from += AT_ONCE) {
    const batch = listed.slice(from, from + AT_ONCE);
    const answers = await Promise.all(
      batch.map((department) =>
        call('user/list', { params: { department_id: department.id }, answer: UserListAnswer }),
      ),
    );
    for (const answer of answers) {
      if (answer.type !== 'ok') return answer;
      addMembers(members, answer.value.userlist);
    }
  }
  const departments = listed.map((department) => ({
    id: String(department.id),
    name: department.name,
    // The parent of the topmost visible department is not ours to see.
    parentId: known.has(department.parentid) ? String(department.parentid) : null,
  }));
  return { type: 'ok', value: { members: [...members.values()], departments } };
}

/** One member as the directory knows them; refused with 60111 when there is none (any more). */
export async function getMember(call: CallWecom, userId: string): Promise<PlatformOutcome<DirectoryMember>> {
  const outcome = await call('user/get', { params: { userid: userId }, answer: UserGetAnswer });
  if (outcome.type !== 'ok') return outcome;
  const { userid = userId, name = '', department = [], status = ACTIVE } = outcome.value;
  return { type: 'ok', value: memberOf({ userid, name, department, status }) };
}

/** A member of several departments is listed in each; ids compare without case. */
function addMembers(members: Map<string, DirectoryMember>, listed: WireMembers): void {
  for (const wire of listed) {
    const id = wire.userid.toLowerCase();
    const before = members.get(id);
    const now = memberOf(wire);
    const departmentIds = [...new Set([...(before?.departmentIds ?? []), ...now.departmentIds])];
    members.set(id, { ...(before ?? now), departmentIds });
  }
}

function memberOf(wire: WireMembers[number]): DirectoryMember {
  return {
    userId: wire.userid,
    name: wire.name,
    departmentIds: wire.department.map(String),
    active: wire.status === ACTIVE,
  };
}
