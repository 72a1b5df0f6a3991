import { type ContactWay, findMember } from '../state.ts';
import { type ApiCall, type ApiRoute, list, refuse } from './call.ts';

const path = (name: string) => `/cgi-bin/externalcontact/${name}`;
const post = (name: string, run: ApiRoute['run']): ApiRoute => ({
  path: path(name),
  methods: ['POST'],
  token: true,
  run,
});

/** 渠道活码: a QR code that adds a member and tells the channel by `state` (wecom docs 92228). */
export const contactWayRoutes: readonly ApiRoute[] = [
  post('add_contact_way', addContactWay),
  post('get_contact_way', (call) => ({ contact_way: presentWay(call, findWay(call)) })),
  post('list_contact_way', listContactWays),
  post('update_contact_way', updateContactWay),
  post('del_contact_way', (call) => {
    const way = findWay(call);
    call.core.state.contactWays = call.core.state.contactWays.filter((each) => each !== way);
    call.core.changed();
    return {};
  }),
];

/** What both adding and updating say about whom the code adds and how. */
function readWay({ core, body }: ApiCall, type: number): Pick<ContactWay, 'state' | 'users' | 'parties'> {
  const state = typeof body.state === 'string' ? body.state : '';
  if (Array.from(state).length > 30) refuse(40058, 'state');
  const users = list(body.user).map(String);
  const parties = list(body.party).map(Number);
  if (type === 1 && (users.length !== 1 || parties.length > 0)) refuse(40058, 'type 1 takes one user');
  if (users.length + parties.length === 0) refuse(40063, 'user or party');
  if (users.length > 100) refuse(40032);
  for (const userid of users) if (findMember(core.state, userid) === null) refuse(40003, userid);
  return { state, users, parties };
}

/** User and party lists are overwritten whole; other fields stay when left out. */
function updateContactWay(call: ApiCall): Record<string, unknown> {
  const { core, body } = call;
  const way = findWay(call);
  const names = body.user === undefined && body.party === undefined;
  const given = names ? { user: way.users, party: way.parties } : {};
  const read = readWay({ ...call, body: { state: way.state, ...body, ...given } }, way.type);
  Object.assign(way, read);
  if (typeof body.remark === 'string') way.remark = body.remark;
  if (typeof body.skip_verify === 'boolean') way.skipVerify = body.skip_verify;
  core.changed();
  return {};
}

function addContactWay(call: ApiCall): Record<string, unknown> {
  const { core, body } = call;
  if (body.type !== 1 && body.type !== 2) refuse(40058, 'type');
  if (body.scene !== 1 && body.scene !== 2) refuse(40058, 'scene');
  const read = readWay(call, body.type);
  const way: ContactWay = {
    configId: core.random(16).toString('hex'),
    type: body.type,
    scene: body.scene,
    remark: typeof body.remark === 'string' ? body.remark : '',
    skipVerify: body.skip_verify !== false,
    ...read,
    createdAt: core.clock.ms(),
  };
  core.state.contactWays.push(way);
  core.changed();
  const remark = way.remark || way.state;
  core.log.add('contact', `产品新建了一个渠道活码 ${remark}`, `The product made a contact QR code ${remark}`);
  return { config_id: way.configId, ...(way.scene === 2 ? { qr_code: qrCodeUrl(call, way) } : {}) };
}

function listContactWays({ core, body }: ApiCall): Record<string, unknown> {
  const limit = body.limit === undefined ? 100 : Number(body.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) refuse(40058, 'limit');
  const from = Number(body.cursor ?? 0) || 0;
  const start = Number(body.start_time ?? 0) * 1000;
  const end = body.end_time === undefined ? Number.POSITIVE_INFINITY : Number(body.end_time) * 1000;
  const found = core.state.contactWays.filter((way) => way.createdAt >= start && way.createdAt <= end);
  const next = from + limit;
  return {
    contact_way: found.slice(from, next).map((way) => ({ config_id: way.configId })),
    ...(next < found.length ? { next_cursor: String(next) } : {}),
  };
}

function findWay({ core, body }: ApiCall): ContactWay {
  return core.state.contactWays.find((way) => way.configId === body.config_id) ?? refuse(41037);
}

function presentWay(call: ApiCall, way: ContactWay): Record<string, unknown> {
  return {
    config_id: way.configId,
    type: way.type,
    scene: way.scene,
    remark: way.remark,
    skip_verify: way.skipVerify,
    state: way.state,
    user: way.users,
    party: way.parties,
    ...(way.scene === 2 ? { qr_code: qrCodeUrl(call, way) } : {}),
  };
}

function qrCodeUrl({ core }: ApiCall, way: ContactWay): string {
  return `${core.baseUrl()}/wework_admin/qr/${way.configId}.svg`;
}
