import { useCallback, useRef, useState } from 'react';
import { useDismiss } from '../desk/use-dismiss.ts';
import { useWords } from '../words/words.tsx';

interface CardMenuProps {
  actions: readonly { readonly key: string; readonly text: string }[];
  press: (key: string) => void;
}

/** The “…” in the corner of a card with up to three rare actions. */
export function CardMenu({ actions, press }: CardMenuProps) {
  const { say } = useWords();
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useDismiss(
    box,
    isOpen,
    useCallback(() => setOpen(false), []),
  );
  return (
    <div className="card-menu" ref={box}>
      <button
        type="button"
        className="card-menu-dots"
        aria-label={say('card.more')}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        •••
      </button>
      {isOpen && (
        <div className="card-menu-list">
          {actions.map((action) => (
            <button
              type="button"
              key={action.key}
              onClick={() => {
                setOpen(false);
                press(action.key);
              }}
            >
              {action.text}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
