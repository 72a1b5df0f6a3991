import { copyOf, entryChanged } from '../chats/chat.ts';
import type { SandboxCore } from '../core.ts';
import { type ChatEntry, findMember, membersUnder, nameOf, type SentMessage } from '../state.ts';
import { type ApiCall, type ApiRoute, list, record, refuse, text } from './call.ts';
import { checkCard } from './card-rules.ts';
import { openResponseCode } from './response-code.ts';
import { checkAgent } from './send-message.ts';

export const updateCardRoutes: readonly ApiRoute[] = [
  { path: '/cgi-bin/message/update_template_card', methods: ['POST'], token: true, run: updateCard },
];

const WITH_BUTTONS = ['button_interaction', 'vote_interaction', 'multiple_interaction'];

/** wecom docs 94888: replaces the buttons' text or the whole card on the copies of the named recipients. */
function updateCard(call: ApiCall): Record<string, unknown> {
  const { core, body } = call;
  checkAgent(call);
  const code = openResponseCode(core, body.response_code, call.app.agentId);
  const message = core.state.messages[code.msgid] ?? refuse(60140);
  const change = changeOf(call, message);
  const { targets, invalid } = targetsOf(core, body, message);
  code.usedAt = core.clock.ms();
  for (const userid of targets) {
    const copy = copyOf(core, userid, message.msgid);
    if (copy === null) continue;
    change(copy);
    copy.waiting = false;
    entryChanged(core, userid, copy);
    const name = nameOf(core.state, userid);
    core.log.add('chat', `${name} 的卡片已更新`, `The card of ${name} was updated`, { userid });
  }
  core.changed();
  return { invaliduser: invalid };
}

function changeOf({ body }: ApiCall, message: SentMessage): (copy: ChatEntry) => void {
  if (body.template_card !== undefined) {
    const card = record(body.template_card);
    checkCard(card, 'update');
    const replacement =
      typeof card.replace_text === 'string' && card.replace_text !== '' ? card.replace_text : null;
    return (copy) => {
      copy.body = { ...card, task_id: message.taskId ?? undefined };
      copy.translateIds = body.enable_id_trans === 1;
      copy.replacedBy = replacement;
      copy.pressed = replacement === null ? null : copy.pressed;
    };
  }
  const name = text(record(body.button).replace_name, 40063, 'give button.replace_name or template_card');
  if (!WITH_BUTTONS.includes(message.cardType ?? '')) refuse(40035, 'the card was sent without buttons');
  return (copy) => {
    copy.replacedBy = name;
  };
}

/** Only original recipients can be updated; others are listed lower-cased while the call succeeds. */
function targetsOf(core: SandboxCore, body: Readonly<Record<string, unknown>>, message: SentMessage) {
  if (body.atall === 1) return { targets: message.recipients, invalid: [] as string[] };
  const userids = list(body.userids).map(String);
  const parties = list(body.partyids).flatMap((id) => membersUnder(core.state, Number(id)));
  const tags = list(body.tagids);
  if (userids.length + list(body.partyids).length + tags.length === 0) refuse(82001);
  if (userids.length > 1000) refuse(40032);
  const targets = new Set<string>();
  const invalid: string[] = [];
  for (const userid of [...userids, ...parties.map((member) => member.userid)]) {
    const member = findMember(core.state, userid);
    if (member !== null && message.recipients.includes(member.userid)) targets.add(member.userid);
    else invalid.push(userid.toLowerCase());
  }
  return { targets: [...targets], invalid };
}
