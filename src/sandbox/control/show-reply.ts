import { addEntry } from '../chats/chat.ts';
import type { SandboxCore } from '../core.ts';

/** Shows a passive text reply (wecom docs 90241) in the chat of the member who caused it. */
export function showReply(core: SandboxCore, userid: string, reply: string | null): void {
  if (reply === null) return;
  const type = tag(reply, 'MsgType');
  const content = tag(reply, 'Content');
  if (type !== 'text' || content === null) return;
  addEntry(core, userid, { from: 'app', kind: 'text', body: { content } });
  core.log.add('chat', '产品当场回了一句话', 'The product answered at once with a text', { userid });
}

function tag(xml: string, name: string): string | null {
  const found = new RegExp(`<${name}>(?:<!\\[CDATA\\[([\\s\\S]*?)\\]\\]>|([^<]*))</${name}>`).exec(xml);
  return found === null ? null : (found[1] ?? found[2] ?? '');
}
