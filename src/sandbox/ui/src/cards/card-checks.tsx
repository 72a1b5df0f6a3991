import { useId } from 'react';
import type { Choice } from '../desk/desk.types.ts';

interface CardChecksProps {
  choice: Choice;
  current: readonly string[];
  choose: (optionIds: string[]) => void;
  isLocked: boolean;
}

/** The options of a vote: one of them, or several where the card says so. */
export function CardChecks({ choice, current, choose, isLocked }: CardChecksProps) {
  const group = useId();
  const toggled = (id: string) => {
    if (!choice.multiple) return [id];
    return current.includes(id) ? current.filter((each) => each !== id) : [...current, id];
  };
  return (
    <fieldset className="card-checks" disabled={isLocked || choice.disabled}>
      {choice.title !== '' && <legend>{choice.title}</legend>}
      {choice.options.map((option) => (
        <label key={option.id}>
          <input
            type={choice.multiple ? 'checkbox' : 'radio'}
            name={group}
            checked={current.includes(option.id)}
            onChange={() => choose(toggled(option.id))}
          />
          {option.text}
        </label>
      ))}
    </fieldset>
  );
}
