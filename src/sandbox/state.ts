import { departmentsOf, membersOf, type Roster } from './roster.ts';

/** Everything the sandbox remembers, as plain JSON: what a snapshot holds and a restart brings back. */
export interface SandboxState {
  departments: Department[];
  members: Member[];
  /** Sent messages by platform message id. */
  messages: Record<string, SentMessage>;
  /** What each person sees, oldest first, by userid or external userid. */
  chats: Record<string, ChatEntry[]>;
  responseCodes: Record<string, ResponseCode>;
  /** Task ids ever used, `agentId task_id`: unique per app for ever. */
  taskIds: Record<string, 1>;
  tokens: Record<string, AccessToken>;
  loginCodes: Record<string, LoginCode>;
  userTickets: Record<string, UserTicket>;
  customers: Customer[];
  contactWays: ContactWay[];
  welcomeCodes: Record<string, WelcomeCode>;
  media: Record<string, { type: string; createdAt: number; name: string }>;
  /** The receiver saved by hand; null means the product's own. */
  receiver: Receiver | null;
  /** Counter behind message ids, customers and so on. */
  sequence: number;
}

export interface Department {
  id: number;
  name: string;
  parentid: number;
  order: number;
  /** Id in the demo roster; never on the wire. */
  key: string;
  leaders: string[];
}

export interface Member {
  userid: string;
  name: string;
  role: string;
  title: string;
  storeId: string;
  store: string;
  teams: string[];
  departments: number[];
  leader: boolean;
  /** False once resigned: gone from every list, cannot log in or receive. */
  active: boolean;
}

export interface SentMessage {
  msgid: string;
  agentId: number;
  msgtype: string;
  recipients: string[];
  sentAt: number;
  recalled: boolean;
  /** Type of card first sent; decides whether `button.replace_name` may be used. */
  cardType: string | null;
  taskId: string | null;
}

/** One message in one person's chat: each recipient has an own copy, because cards change person by person. */
export interface ChatEntry {
  id: string;
  /** `app` = the product wrote it, `member` = this person wrote it, `note` = a line of the client itself. */
  from: 'app' | 'member' | 'note';
  msgid: string | null;
  kind: string;
  /** The body as sent: `text`, `template_card`, … by msgtype. */
  body: Record<string, unknown>;
  translateIds: boolean;
  /** Shown instead of buttons after `button.replace_name` or `replace_text`. */
  replacedBy: string | null;
  pressed: { key: string; selected: Record<string, string[]>; at: number } | null;
  /** True while the client shows the pressed button loading. */
  waiting: boolean;
  recalled: boolean;
  at: number;
  updatedAt: number;
}

export interface ResponseCode {
  agentId: number;
  msgid: string;
  issuedAt: number;
  usedAt: number | null;
}

export interface AccessToken {
  secret: string;
  issuedAt: number;
  expiresAt: number;
  revoked: boolean;
}

export interface LoginCode {
  userid: string;
  issuedAt: number;
  usedAt: number | null;
  agentId: number;
  /** Asked with scope snsapi_privateinfo: getuserinfo then gives a user_ticket. */
  isPrivate: boolean;
}

export interface UserTicket {
  userid: string;
  agentId: number;
  issuedAt: number;
}

export interface Customer {
  externalUserId: string;
  name: string;
  follows: {
    userid: string;
    state: string;
    addedAt: number;
    remark: string;
    description: string;
    mobiles: string[];
    addWay: number;
    /** Ids of corp tags; absent in older snapshots. */
    tags?: string[];
  }[];
}

export interface ContactWay {
  configId: string;
  type: number;
  scene: number;
  state: string;
  remark: string;
  skipVerify: boolean;
  users: string[];
  parties: number[];
  createdAt: number;
}

export interface WelcomeCode {
  userid: string;
  externalUserId: string;
  issuedAt: number;
  usedAt: number | null;
}

export interface Receiver {
  url: string;
  token: string;
  aesKey: string;
}

export function createState(roster: Roster): SandboxState {
  const departments = departmentsOf(roster);
  return {
    departments,
    members: membersOf(roster, departments),
    messages: {},
    chats: {},
    responseCodes: {},
    taskIds: {},
    tokens: {},
    loginCodes: {},
    userTickets: {},
    customers: [],
    contactWays: [],
    welcomeCodes: {},
    media: {},
    receiver: null,
    sequence: 0,
  };
}

/** WeCom compares userids without regard to case. */
export function findMember(state: SandboxState, userid: string): Member | null {
  const folded = userid.toLowerCase();
  return state.members.find((member) => member.active && member.userid.toLowerCase() === folded) ?? null;
}

export function findCustomer(state: SandboxState, externalUserId: string): Customer | null {
  return state.customers.find((customer) => customer.externalUserId === externalUserId) ?? null;
}

/** Members of a department and everything below it. */
export function membersUnder(state: SandboxState, departmentId: number): Member[] {
  const ids = new Set(departmentsUnder(state, departmentId).map((department) => department.id));
  return state.members.filter((member) => member.active && member.departments.some((id) => ids.has(id)));
}

/** The department itself and all below, parents first. */
export function departmentsUnder(state: SandboxState, departmentId: number): Department[] {
  const found = state.departments.filter((department) => department.id === departmentId);
  for (const parent of found) {
    found.push(...state.departments.filter((department) => department.parentid === parent.id));
  }
  return found;
}

/** The name a log line or a card shows for a userid; unknown ids stay as they are. */
export function nameOf(state: SandboxState, userid: string): string {
  const folded = userid.toLowerCase();
  return (
    state.members.find((member) => member.userid.toLowerCase() === folded)?.name ??
    findCustomer(state, userid)?.name ??
    userid
  );
}
