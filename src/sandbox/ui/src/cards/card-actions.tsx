import { useId } from 'react';
import type { Button, Choice, Message } from '../desk/desk.types.ts';
import { useWords } from '../words/words.tsx';
import { CardChecks } from './card-checks.tsx';
import type { OpenLink } from './rich-text.tsx';
import type { PressCard } from './template-card.tsx';

/** Option ids by question key, as far as somebody has touched them. */
export type Chosen = Readonly<Record<string, string[]>>;

interface CardActionsProps {
  message: Message;
  chosen: Chosen;
  choose: (questionKey: string, optionIds: string[]) => void;
  press: PressCard;
  pressing: string | null;
  openLink: OpenLink;
}

/** Drop-downs, check boxes and buttons of a card; one grey line instead once it is decided. */
export function CardActions({ message, chosen, choose, press, pressing, openLink }: CardActionsProps) {
  const busyKey = message.state === 'waiting' ? (message.pressed?.key ?? pressing) : pressing;
  const isLocked = message.outcome !== null || busyKey !== null;
  const selected = Object.fromEntries(
    message.choices.map((choice) => [choice.key, [...(chosen[choice.key] ?? choice.selected)]]),
  );
  return (
    <>
      {message.choices.map((choice) =>
        choice.style === 'list' ? (
          <CardChecks
            key={choice.key}
            choice={choice}
            current={selected[choice.key]!}
            choose={(ids) => choose(choice.key, ids)}
            isLocked={isLocked}
          />
        ) : (
          <SelectRow
            key={choice.key}
            choice={choice}
            current={selected[choice.key]![0] ?? ''}
            choose={(id) => choose(choice.key, [id])}
            isLocked={isLocked}
          />
        ),
      )}
      {message.outcome === null ? (
        <Buttons
          buttons={message.buttons}
          busyKey={busyKey}
          press={(button) => (button.url === null ? press(button.key, selected) : openLink(button.url))}
        />
      ) : (
        <div className="card-replaced">{message.outcome}</div>
      )}
    </>
  );
}

interface SelectRowProps {
  choice: Choice;
  current: string;
  choose: (optionId: string) => void;
  isLocked: boolean;
}

function SelectRow({ choice, current, choose, isLocked }: SelectRowProps) {
  const { say } = useWords();
  const id = useId();
  return (
    <div className="card-select">
      <label htmlFor={id}>{choice.title === '' ? say('card.choose') : choice.title}</label>
      <select
        id={id}
        disabled={isLocked || choice.disabled}
        value={current}
        onChange={(event) => choose(event.target.value)}
      >
        {choice.options.map((option) => (
          <option key={option.id} value={option.id}>
            {option.text}
          </option>
        ))}
      </select>
    </div>
  );
}

interface ButtonsProps {
  buttons: readonly Button[];
  busyKey: string | null;
  press: (button: Button) => void;
}

const SHORT_LABEL = 5;

/** Two in a row when every label is short, else one below the other; an odd last one takes the whole row. */
function Buttons({ buttons, busyKey, press }: ButtonsProps) {
  const { say } = useWords();
  if (buttons.length === 0) return null;
  const isPaired = buttons.length > 1 && buttons.every((button) => button.text.length <= SHORT_LABEL);
  return (
    <div className="card-buttons" data-paired={isPaired}>
      {buttons.map((button) => {
        const isBusy = busyKey !== null && button.key === busyKey;
        return (
          <button
            type="button"
            className="card-button"
            data-style={button.style}
            key={button.key === '' ? button.url : button.key}
            disabled={busyKey !== null}
            aria-busy={isBusy}
            onClick={() => press(button)}
          >
            {isBusy && <span className="spinner" role="img" aria-label={say('card.waiting')} />}
            {button.text}
          </button>
        );
      })}
    </div>
  );
}
