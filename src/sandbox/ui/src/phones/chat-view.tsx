import { useEffect, useRef, useState } from 'react';
import type { OpenLink } from '../cards/rich-text.tsx';
import { shanghaiParts } from '../desk/browser-time.ts';
import type { Member, Message } from '../desk/desk.types.ts';
import { useDesk, useDeskActions } from '../desk/desk-context.tsx';
import { useWords } from '../words/words.tsx';
import { MessageBubble } from './message-bubble.tsx';
import { SayLine } from './say-line.tsx';

const NONE: readonly Message[] = [];
/** A gap this long gets a line with the time, as in the real client. */
const TIME_GAP_MS = 5 * 60_000;

interface ChatViewProps {
  member: Member;
  openLink: OpenLink;
  close: () => void;
}

/** The chat of one person with the app, newest at the bottom and always in sight. */
export function ChatView({ member, openLink, close }: ChatViewProps) {
  const { say } = useWords();
  return (
    <>
      <div className="phone-bar">
        <button type="button" className="phone-back" aria-label={say('phone.back')} onClick={close}>
          ‹
        </button>
        <strong>{say('phone.app')}</strong>
      </div>
      <Conversation member={member} openLink={openLink} />
      {member.active ? (
        <SayLine member={member} />
      ) : (
        <p className="say-off" role="status">
          {say('phone.left', { name: member.name })}
        </p>
      )}
    </>
  );
}

function Conversation({ member, openLink }: Omit<ChatViewProps, 'close'>) {
  const { say, language } = useWords();
  const { markRead } = useDeskActions();
  const messages = useDesk((desk) => desk.chats[member.userid] ?? NONE);
  const freshId = useDesk((desk) =>
    desk.freshCard?.userid === member.userid ? desk.freshCard.messageId : null,
  );
  const unread = useDesk((desk) => desk.unread[member.userid] ?? 0);
  const [knownAtFirst] = useState(() => new Set(messages.map((message) => message.id)));
  const { box, hasNewBelow, toBottom } = useStickToBottom(messages);
  useEffect(() => {
    if (unread > 0) markRead(member.userid);
  }, [unread, markRead, member.userid]);
  return (
    <div className="chat-frame">
      <div
        className="chat"
        ref={box}
        role="log"
        aria-label={say('phone.of', { name: member.name })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
      >
        {messages.length === 0 && <p className="chat-empty">{say('phone.empty')}</p>}
        {messages.map((message, i) => (
          <div key={message.id} className="chat-item">
            {startsNewTime(messages[i - 1], message) && (
              <time className="chat-time">{shanghaiParts(message.at, language).short}</time>
            )}
            <MessageBubble
              message={message}
              member={member}
              openLink={openLink}
              isFresh={message.id === freshId}
              hasArrived={!knownAtFirst.has(message.id)}
            />
          </div>
        ))}
      </div>
      {hasNewBelow && (
        <button type="button" className="chat-new" onClick={toBottom}>
          {say('phone.new')} ↓
        </button>
      )}
    </div>
  );
}

function startsNewTime(before: Message | undefined, message: Message): boolean {
  return before === undefined || message.at - before.at > TIME_GAP_MS;
}

const NEAR_PX = 140;

/** Follows the newest message unless the reader has scrolled up; then offers the way down instead. */
function useStickToBottom(messages: readonly Message[]) {
  const box = useRef<HTMLDivElement>(null);
  const seen = useRef(0);
  const isNear = useRef(true);
  const [hasNewBelow, setNewBelow] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    let lastTop = element.scrollTop;
    // Only a reader scrolling up lets go; on the way down, a card growing underneath must not.
    const onScroll = () => {
      const near = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
      if (near) setNewBelow(false);
      if (near || element.scrollTop < lastTop) isNear.current = near;
      lastTop = element.scrollTop;
    };
    const follow = () => {
      if (isNear.current) element.scrollTop = element.scrollHeight;
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    const resized = new ResizeObserver(follow);
    resized.observe(element);
    return () => {
      element.removeEventListener('scroll', onScroll);
      resized.disconnect();
    };
  }, []);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const isFirst = seen.current === 0;
    const hasMore = messages.length > seen.current;
    seen.current = messages.length;
    if (isFirst || isNear.current || messages.at(-1)?.from === 'member') {
      element.scrollTo({ top: element.scrollHeight, behavior: isFirst ? 'instant' : 'smooth' });
    } else if (hasMore) setNewBelow(true);
  }, [messages]);
  const toBottom = () => box.current?.scrollTo({ top: box.current.scrollHeight, behavior: 'smooth' });
  return { box, hasNewBelow, toBottom };
}
