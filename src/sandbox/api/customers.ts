import { addEntry } from '../chats/chat.ts';
import { type Customer, findCustomer, findMember, nameOf } from '../state.ts';
import { type ApiCall, type ApiRoute, bytes, entryOf, list, record, refuse, text } from './call.ts';
import { presentTags } from './corp-tags.ts';

const WELCOME_LIFE_MS = 20_000;
const path = (name: string) => `/cgi-bin/externalcontact/${name}`;

/** Customers of members, 客户联系 (wecom docs 92571, 92113, 92114, 92115, 92137). */
export const customerRoutes: readonly ApiRoute[] = [
  {
    path: path('get_follow_user_list'),
    methods: ['GET'],
    token: true,
    run: ({ core }) => ({
      follow_user: core.state.members.filter((member) => member.active).map((member) => member.userid),
    }),
  },
  { path: path('list'), methods: ['GET'], token: true, run: listCustomers },
  { path: path('get'), methods: ['GET'], token: true, run: getCustomer },
  { path: path('remark'), methods: ['POST'], token: true, run: remark },
  { path: path('send_welcome_msg'), methods: ['POST'], token: true, run: sendWelcome },
];

/** A member without customers answers 84061, not an empty list. */
function listCustomers({ core, query }: ApiCall): Record<string, unknown> {
  const member = findMember(core.state, text(query.userid, 41009)) ?? refuse(60111);
  const own = core.state.customers.filter((customer) =>
    customer.follows.some((follow) => follow.userid === member.userid),
  );
  if (own.length === 0) refuse(84061);
  return { external_userid: own.map((customer) => customer.externalUserId) };
}

function getCustomer({ core, query }: ApiCall): Record<string, unknown> {
  const customer = findCustomer(core.state, text(query.external_userid, 40096));
  if (customer === null || customer.follows.length === 0) refuse(84061);
  return presentCustomer(customer);
}

function presentCustomer(customer: Customer): Record<string, unknown> {
  return {
    external_contact: {
      external_userid: customer.externalUserId,
      name: customer.name,
      avatar: '',
      type: 1,
      gender: 0,
    },
    follow_user: customer.follows.map((follow) => ({
      userid: follow.userid,
      remark: follow.remark,
      description: follow.description,
      createtime: Math.floor(follow.addedAt / 1000),
      tags: presentTags(follow.tags ?? []),
      remark_mobiles: follow.mobiles,
      add_way: follow.addWay,
      oper_userid: follow.userid,
      state: follow.state,
    })),
  };
}

function remark({ core, body }: ApiCall): Record<string, unknown> {
  const member = findMember(core.state, text(body.userid, 41009)) ?? refuse(60111);
  const customer = findCustomer(core.state, text(body.external_userid, 40096)) ?? refuse(40096);
  const follow = customer.follows.find((each) => each.userid === member.userid) ?? refuse(84061);
  const fields = ['remark', 'description', 'remark_company', 'remark_mobiles', 'remark_pic_mediaid'];
  if (fields.every((field) => body[field] === undefined)) refuse(40063);
  if (typeof body.remark === 'string') follow.remark = body.remark;
  if (typeof body.description === 'string') follow.description = body.description;
  if (Array.isArray(body.remark_mobiles)) {
    follow.mobiles = body.remark_mobiles.map(String).filter((mobile) => mobile !== '');
  }
  core.changed();
  return {};
}

/** Once, within 20 s of the event: 41050 unknown or late, 41051 already greeted. */
function sendWelcome({ core, body }: ApiCall): Record<string, unknown> {
  const code = entryOf(core.state.welcomeCodes, text(body.welcome_code, 41049));
  if (code === undefined || code.issuedAt + WELCOME_LIFE_MS < core.clock.ms()) refuse(41050);
  if (code.usedAt !== null) refuse(41051);
  const content = record(body.text).content;
  const attachments = list(body.attachments).map(record);
  if (typeof content !== 'string' && attachments.length === 0) refuse(40063, 'text or attachments');
  if (typeof content === 'string' && bytes(content) > 4000) refuse(45002, 'text.content');
  if (attachments.length > 9) refuse(40058, 'attachments');
  for (const attachment of attachments) checkAttachment(attachment);
  code.usedAt = core.clock.ms();
  if (typeof content === 'string') {
    addEntry(core, code.externalUserId, { from: 'app', kind: 'text', body: { content } });
  }
  for (const attachment of attachments.filter((each) => each.msgtype === 'link')) {
    const link = record(attachment.link);
    const shown = { title: link.title, description: link.desc ?? '', url: link.url };
    addEntry(core, code.externalUserId, { from: 'app', kind: 'textcard', body: shown });
  }
  const [customer, member] = [code.externalUserId, code.userid].map((id) => nameOf(core.state, id));
  core.log.add(
    'contact',
    `${customer} 收到 ${member} 的欢迎语`,
    `${customer} got the welcome message of ${member}`,
  );
  core.changed();
  return {};
}

function checkAttachment(attachment: Record<string, unknown>): void {
  if (attachment.msgtype !== 'link') return;
  const link = record(attachment.link);
  text(link.title, 41016);
  if (!/^https?:\/\//.test(text(link.url, 45034))) refuse(45034);
}
