import { type Department, departmentsUnder, findMember, type Member, type SandboxState } from '../state.ts';
import { type ApiCall, type ApiRoute, refuse, text } from './call.ts';

/** Members and departments, read only (wecom docs 90196, 90200, 90201, 90208, 95350, 96067). */
export const directoryRoutes: readonly ApiRoute[] = [
  get('/cgi-bin/user/get', ({ core, query }) => {
    const member = findMember(core.state, text(query.userid, 41009));
    if (member === null) refuse(60111);
    return presentMember(core.state, member);
  }),
  get('/cgi-bin/user/list', (call) => ({
    userlist: membersIn(call).map((member) => presentMember(call.core.state, member)),
  })),
  get('/cgi-bin/user/simplelist', (call) => ({
    userlist: membersIn(call).map((member) => ({
      userid: member.userid,
      name: member.name,
      department: member.departments,
      open_userid: '',
    })),
  })),
  get('/cgi-bin/department/list', (call) => ({
    department: departmentsIn(call).map((department) => ({
      id: department.id,
      name: department.name,
      name_en: '',
      department_leader: department.leaders,
      parentid: department.parentid,
      order: department.order,
    })),
  })),
  get('/cgi-bin/department/simplelist', (call) => ({
    department_id: departmentsIn(call).map(({ id, parentid, order }) => ({ id, parentid, order })),
  })),
  { path: '/cgi-bin/user/list_id', methods: ['POST'], token: true, run: listIds },
];

function get(path: string, run: ApiRoute['run']): ApiRoute {
  return { path, methods: ['GET'], token: true, run };
}

/** One level only, as the platform documents it since fetch_child left the page. */
function membersIn({ core, query }: ApiCall): Member[] {
  const id = Number(query.department_id ?? Number.NaN);
  if (!core.state.departments.some((department) => department.id === id)) refuse(60123);
  return core.state.members.filter((member) => member.active && member.departments.includes(id));
}

function departmentsIn({ core, query }: ApiCall): Department[] {
  const id = query.id === undefined || query.id === '' ? 1 : Number(query.id);
  const found = departmentsUnder(core.state, id);
  if (found.length === 0) refuse(60003);
  return found;
}

/** Only with the secret of the contact-sync helper; one row per member and department. */
function listIds({ core, body, app }: ApiCall): Record<string, unknown> {
  if (app.kind !== 'contacts') refuse(48002);
  const limit = body.limit === undefined ? 10_000 : Number(body.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000) refuse(40058, 'limit');
  const from = body.cursor === undefined || body.cursor === '' ? 0 : Number(body.cursor);
  if (!Number.isInteger(from)) refuse(40058, 'cursor');
  const rows = core.state.members
    .filter((member) => member.active)
    .flatMap((member) => member.departments.map((department) => ({ userid: member.userid, department })));
  const next = from + limit;
  return { dept_user: rows.slice(from, next), next_cursor: next < rows.length ? String(next) : '' };
}

function presentMember(state: SandboxState, member: Member): Record<string, unknown> {
  const leaders = state.departments
    .filter((department) => member.departments.includes(department.id))
    .flatMap((department) => department.leaders)
    .filter((userid) => userid !== member.userid);
  // No mobile, email or gender: apps made since 2022-06-20 do not get them here.
  return {
    userid: member.userid,
    name: member.name,
    department: member.departments,
    order: member.departments.map(() => 0),
    position: member.title,
    is_leader_in_dept: member.departments.map(() => (member.leader ? 1 : 0)),
    direct_leader: leaders,
    main_department: member.departments[0] ?? 1,
    status: 1,
    isleader: member.leader ? 1 : 0,
    telephone: '',
    alias: '',
    extattr: { attrs: [] },
  };
}
