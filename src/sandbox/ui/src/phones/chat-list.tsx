import { shanghaiParts } from '../desk/browser-time.ts';
import type { Member, Message } from '../desk/desk.types.ts';
import { useDesk, useDeskActions } from '../desk/desk-context.tsx';
import { useWords } from '../words/words.tsx';
import type { Say } from '../words/words.types.ts';
import { Avatar } from './avatar.tsx';

/** The first screen of the client: one line per chat, here the app. */
export function ChatList({ member, open }: { member: Member; open: () => void }) {
  const { say, language } = useWords();
  const { openApp } = useDeskActions();
  const last = useDesk((desk) => desk.chats[member.userid]?.at(-1));
  const unread = useDesk((desk) => desk.unread[member.userid] ?? 0);
  return (
    <>
      <div className="phone-bar">
        <strong>{say('phone.messages')}</strong>
      </div>
      <div className="chat-list">
        <button
          type="button"
          className="chat-list-row"
          onClick={() => {
            open();
            openApp(member.userid).catch(() => undefined);
          }}
        >
          <span className="chat-list-face">
            <Avatar app />
            {unread > 0 && (
              <span className="badge" role="img" aria-label={say('phone.unread', { n: unread })}>
                {unread > 99 ? '99+' : unread}
              </span>
            )}
          </span>
          <span className="chat-list-text">
            <strong>{say('phone.app')}</strong>
            <span>{last === undefined ? say('phone.empty.list') : summaryOf(last, say)}</span>
          </span>
          {last !== undefined && <time>{shanghaiParts(last.at, language).time}</time>}
        </button>
      </div>
    </>
  );
}

function summaryOf(message: Message, say: Say): string {
  if (message.state === 'recalled') return say('message.recalled');
  const text = message.title === '' ? message.text.replace(/<[^>]+>/g, '') : message.title;
  return text === '' ? say('message.unknown', { kind: message.kind }) : text;
}
