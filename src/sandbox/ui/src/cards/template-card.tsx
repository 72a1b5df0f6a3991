import { useState } from 'react';
import type { Message, MessageLine } from '../desk/desk.types.ts';
import { useWords } from '../words/words.tsx';
import { CardActions } from './card-actions.tsx';
import { CardMenu } from './card-menu.tsx';
import type { OpenLink } from './rich-text.tsx';

/** A press as the card reports it: the key and what was chosen beside it. */
export type PressCard = (buttonKey: string, selected: Record<string, string[]>) => void;

interface TemplateCardProps {
  message: Message;
  openLink: OpenLink;
  press: PressCard;
  /** Key of the button pressed a moment ago, before the server has said so. */
  pressing: string | null;
}

/** One of WeCom's five template cards, in the order in which its client stacks the parts. */
export function TemplateCard({ message, openLink, press, pressing }: TemplateCardProps) {
  const { say } = useWords();
  const { url } = message;
  const [chosen, setChosen] = useState<Record<string, string[]>>({ ...message.pressed?.selected });
  return (
    <article className="card" data-card-type={message.kind} data-state={message.state}>
      <CardSource message={message} press={(key) => press(key, {})} />
      <CardPicture message={message} />
      <CardTitle message={message} openLink={openLink} />
      {message.emphasis !== null && (
        <div className="card-emphasis">
          <strong>{message.emphasis.title}</strong>
          <span>{message.emphasis.text}</span>
        </div>
      )}
      <CardBody message={message} openLink={openLink} />
      <CardActions
        message={message}
        chosen={chosen}
        choose={(key, ids) => setChosen((before) => ({ ...before, [key]: ids }))}
        press={press}
        pressing={pressing}
        openLink={openLink}
      />
      {message.links.map((link) => (
        <DetailRow key={`${link.text} ${link.url}`} text={link.text} open={() => openLink(link.url)} />
      ))}
      {url !== null && <DetailRow text={say('card.detail')} open={() => openLink(url)} />}
    </article>
  );
}

/** The line at the foot of a card that opens a page. */
export function DetailRow({ text, open }: { text: string; open: () => void }) {
  return (
    <button type="button" className="card-detail" onClick={open}>
      {text}
      <span aria-hidden="true">›</span>
    </button>
  );
}

function CardSource({ message, press }: { message: Message; press: (key: string) => void }) {
  if (message.source === null && message.menu.length === 0) return null;
  return (
    <div className="card-source" data-color={message.source?.color ?? 0}>
      <span>{message.source?.text}</span>
      {message.menu.length > 0 && <CardMenu actions={message.menu} press={press} />}
    </div>
  );
}

function CardPicture({ message }: { message: Message }) {
  const [isBroken, setBroken] = useState(false);
  if (message.image === null || isBroken) return null;
  return <img className="card-image" src={message.image} alt="" onError={() => setBroken(true)} />;
}

function CardTitle({ message, openLink }: { message: Message; openLink: OpenLink }) {
  const { title, subtitle, url } = message;
  if (title === '' && subtitle === '') return null;
  return (
    <header className="card-title">
      {url === null ? (
        <h4>{title}</h4>
      ) : (
        <h4>
          <button type="button" className="card-title-link" onClick={() => openLink(url)}>
            {title}
          </button>
        </h4>
      )}
      {subtitle !== '' && <p>{subtitle}</p>}
    </header>
  );
}

function CardBody({ message, openLink }: { message: Message; openLink: OpenLink }) {
  const { quote, text, title, lines } = message;
  return (
    <>
      {quote !== null && (
        <blockquote className="card-quote">
          {quote.title !== '' && <strong>{quote.title}</strong>}
          {quote.text}
        </blockquote>
      )}
      {text !== '' && text !== title && <p className="card-sub">{text}</p>}
      {lines.length > 0 && (
        <dl className="card-pairs">
          {lines.map((line) => (
            <div key={`${line.label} ${line.value}`} data-tall={line.label.length > 6}>
              <dt>{line.label}</dt>
              <dd>
                <LineValue line={line} openLink={openLink} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

function LineValue({ line, openLink }: { line: MessageLine; openLink: OpenLink }) {
  const { url } = line;
  if (url === null) return line.value;
  return (
    <button type="button" className="link" onClick={() => openLink(url)}>
      {line.value}
    </button>
  );
}
