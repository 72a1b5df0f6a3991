import { useState } from 'react';
import { CardDescription, LinkedText, Markdown, type OpenLink } from '../cards/rich-text.tsx';
import { DetailRow, TemplateCard } from '../cards/template-card.tsx';
import type { Member, Message } from '../desk/desk.types.ts';
import { useDeskActions } from '../desk/desk-context.tsx';
import { failureInWords } from '../words/failure.ts';
import { useWords } from '../words/words.tsx';
import { Avatar } from './avatar.tsx';

/** Everything else is a template card. */
const PLAIN_KINDS = ['text', 'markdown', 'markdown_v2', 'textcard', 'image', 'voice', 'video', 'file'];

interface MessageBubbleProps {
  message: Message;
  member: Member;
  openLink: OpenLink;
  /** The guide points here. */
  isFresh: boolean;
  /** Came while somebody was looking, so it may move in. */
  hasArrived: boolean;
}

/** One message with the face of its sender. */
export function MessageBubble({ message, member, openLink, isFresh, hasArrived }: MessageBubbleProps) {
  const { say } = useWords();
  const [isArriving, setArriving] = useState(hasArrived);
  const isCard = message.from === 'app' && !PLAIN_KINDS.includes(message.kind);
  if (message.state === 'recalled') return <p className="chat-note">{say('message.recalled')}</p>;
  if (message.from === 'note') return <p className="chat-note">{message.text}</p>;
  return (
    <div
      className="bubble-row"
      data-from={message.from}
      data-fresh={isFresh}
      data-arriving={isArriving}
      data-message-id={message.id}
      onAnimationEnd={() => setArriving(false)}
    >
      {!isCard &&
        (message.from === 'app' ? <Avatar app /> : <Avatar name={member.name} id={member.userid} />)}
      <BubbleContent message={message} member={member} openLink={openLink} />
    </div>
  );
}

function BubbleContent({
  message,
  member,
  openLink,
}: Pick<MessageBubbleProps, 'message' | 'member' | 'openLink'>) {
  const { say } = useWords();
  const { kind, text } = message;
  if (!PLAIN_KINDS.includes(kind))
    return <PressableCard message={message} member={member} openLink={openLink} />;
  if (kind === 'textcard') return <TextCard message={message} openLink={openLink} />;
  if (kind.startsWith('markdown')) {
    return (
      <div className="bubble">
        <Markdown content={text} openLink={openLink} />
      </div>
    );
  }
  return (
    <div className="bubble">
      {kind === 'text' ? <LinkedText content={text} openLink={openLink} /> : say('message.unknown', { kind })}
    </div>
  );
}

function TextCard({ message, openLink }: { message: Message; openLink: OpenLink }) {
  const { say } = useWords();
  return (
    <article className="card" data-card-type="textcard">
      <header className="card-title">
        <h4>{message.title}</h4>
      </header>
      <div className="card-text">
        <CardDescription html={message.text} />
      </div>
      <DetailRow text={say('card.detail')} open={() => openLink(message.url ?? '')} />
    </article>
  );
}

function PressableCard({
  message,
  member,
  openLink,
}: Pick<MessageBubbleProps, 'message' | 'member' | 'openLink'>) {
  const { say } = useWords();
  const { press } = useDeskActions();
  const [pressing, setPressing] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const pressCard = (key: string, selected: Record<string, string[]>) => {
    setPressing(key);
    setFailure(null);
    press(member.userid, message.id, key, selected)
      .catch((error: unknown) => setFailure(failureInWords(error, say)))
      .finally(() => setPressing(null));
  };
  return (
    <div className="card-holder">
      <TemplateCard message={message} openLink={openLink} press={pressCard} pressing={pressing} />
      {failure !== null && (
        <p className="card-failure" role="alert">
          {say('card.failed', { why: failure })}
        </p>
      )}
    </div>
  );
}
