import { createHash } from 'node:crypto';
import { addEntry } from '../chats/chat.ts';
import type { SandboxCore } from '../core.ts';
import { nameOf } from '../state.ts';
import { type ApiCall, type ApiRoute, record, refuse } from './call.ts';
import { checkTaskId, isInteractive } from './card-rules.ts';
import { checkContent } from './message-content.ts';
import { resolveRecipients } from './recipients.ts';
import { issueResponseCode } from './response-code.ts';

/** Message type → what the log calls it. */
const TITLES: Readonly<Record<string, string>> = { template_card: '卡片', text: '文字', markdown: '文字' };

export const sendMessageRoutes: readonly ApiRoute[] = [
  { path: '/cgi-bin/message/send', methods: ['POST'], token: true, run: sendMessage },
];

/** Recent sends with `enable_duplicate_check`, by a hash of the whole request. */
const seen = new WeakMap<SandboxCore, Map<string, { at: number; answer: Record<string, unknown> }>>();

/** wecom docs 90236. Wrong recipients are listed, surplus over 30 a minute per member vanishes without a word. */
function sendMessage(call: ApiCall): Record<string, unknown> {
  const { core, body, app } = call;
  checkAgent(call);
  const to = resolveRecipients(core, body);
  const msgtype = typeof body.msgtype === 'string' ? body.msgtype : refuse(40008);
  const content = checkContent(core, msgtype, record(body[msgtype]));
  const card = msgtype === 'template_card' ? content : null;
  const taskId = card === null ? null : checkTaskId(card);
  if (card !== null && isInteractive(card) && !core.sender.configured()) refuse(43012);
  const repeated = recallDuplicate(call);
  if (repeated !== null) return repeated;
  if (taskId !== null) claimTaskId(core, app.agentId, taskId);

  const msgid = core.random(32).toString('base64url');
  const interactive = card !== null && isInteractive(card);
  core.state.messages[msgid] = {
    msgid,
    agentId: app.agentId,
    msgtype,
    recipients: [...to.userids],
    sentAt: core.clock.ms(),
    recalled: false,
    cardType: card === null ? null : String(card.card_type),
    taskId,
  };
  deliver(call, msgid, to.userids, msgtype, content);
  const answer = {
    invaliduser: to.invaliduser,
    invalidparty: to.invalidparty,
    invalidtag: to.invalidtag,
    unlicenseduser: '',
    msgid,
    ...(interactive ? { response_code: issueResponseCode(core, app.agentId, msgid) } : {}),
  };
  rememberDuplicate(call, answer);
  core.changed();
  return answer;
}

/** 40056 without a usable agentid, 301002 with another app's. */
export function checkAgent({ body, app, core }: ApiCall): void {
  const agentId = Number(body.agentid ?? Number.NaN);
  if (!Number.isInteger(agentId)) refuse(40056);
  if (agentId === app.agentId && app.kind === 'app') return;
  refuse(core.apps.some((each) => each.kind === 'app' && each.agentId === agentId) ? 301002 : 40056);
}

function deliver(
  { core, app, body, fault }: ApiCall,
  msgid: string,
  userids: readonly string[],
  msgtype: string,
  content: Record<string, unknown>,
): void {
  const what = TITLES[msgtype] ?? '消息';
  for (const userid of userids) {
    const name = nameOf(core.state, userid);
    if (fault?.drop === true || !core.limits.allowMessage(app.agentId, userid)) {
      const why = fault?.drop === true ? '故障开关' : '一分钟超过 30 条';
      core.log.add(
        'chat',
        `发给${name}的${what}被静默丢弃（${why}）`,
        `A message to ${name} was dropped silently (${fault?.drop === true ? 'fault' : 'over 30 a minute'})`,
        { userid },
      );
      continue;
    }
    for (let i = 0; i < (fault?.duplicate === true ? 2 : 1); i += 1) {
      addEntry(core, userid, {
        from: 'app',
        kind: msgtype,
        body: content,
        msgid,
        translateIds: body.enable_id_trans === 1,
      });
    }
    core.log.add('chat', `${name} 收到一条${what}`, `${name} received a ${msgtype}`, { userid });
  }
}

function claimTaskId(core: SandboxCore, agentId: number, taskId: string): void {
  const key = `${agentId} ${taskId}`;
  if (core.state.taskIds[key] !== undefined) refuse(42014);
  core.state.taskIds[key] = 1;
}

/** The earlier answer when the same request came within its check interval: it is swallowed. */
function recallDuplicate({ core, body, rawBody }: ApiCall): Record<string, unknown> | null {
  if (body.enable_duplicate_check !== 1) return null;
  const interval = Math.min(Number(body.duplicate_check_interval ?? 1800), 4 * 3600) * 1000;
  const earlier = seen.get(core)?.get(hash(rawBody));
  if (earlier === undefined || earlier.at + interval <= core.clock.ms()) return null;
  core.log.add(
    'chat',
    '重复的消息被平台去重，没有再显示',
    'A repeated message was swallowed by the duplicate check',
  );
  return earlier.answer;
}

function rememberDuplicate({ core, body, rawBody }: ApiCall, answer: Record<string, unknown>): void {
  if (body.enable_duplicate_check !== 1) return;
  const known = seen.get(core) ?? new Map<string, { at: number; answer: Record<string, unknown> }>();
  seen.set(core, known);
  for (const [key, each] of known) if (each.at + 4 * 3_600_000 < core.clock.ms()) known.delete(key);
  known.set(hash(rawBody), { at: core.clock.ms(), answer });
}

const hash = (body: Buffer) => createHash('sha256').update(body).digest('base64url');
