import { copyOf, entryChanged } from '../chats/chat.ts';
import { type ApiRoute, entryOf, refuse } from './call.ts';

const RECALL_WINDOW_MS = 24 * 3_600_000;

export const recallRoutes: readonly ApiRoute[] = [
  {
    path: '/cgi-bin/message/recall',
    methods: ['POST'],
    token: true,
    /** wecom docs 94867: within 24 h (42052), by the app that sent it (40058). */
    run: ({ core, body, app }) => {
      const message = entryOf(core.state.messages, body.msgid);
      if (message === undefined || message.agentId !== app.agentId) refuse(40058, 'msgid');
      if (message.sentAt + RECALL_WINDOW_MS <= core.clock.ms()) refuse(42052);
      message.recalled = true;
      for (const userid of message.recipients) {
        const copy = copyOf(core, userid, message.msgid);
        if (copy === null) continue;
        copy.recalled = true;
        copy.waiting = false;
        entryChanged(core, userid, copy);
      }
      core.changed();
      core.log.add('chat', '产品撤回了一条消息', 'The product recalled a message');
      return {};
    },
  },
];
