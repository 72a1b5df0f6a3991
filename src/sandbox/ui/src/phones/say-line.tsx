import { useState } from 'react';
import { ControlError } from '../desk/control-client.ts';
import type { Member } from '../desk/desk.types.ts';
import { useDeskActions } from '../desk/desk-context.tsx';
import { failureInWords } from '../words/failure.ts';
import { useWords } from '../words/words.tsx';

/** Where a person writes to the app. */
export function SayLine({ member }: { member: Member }) {
  const { say } = useWords();
  const actions = useDeskActions();
  const [draft, setDraft] = useState('');
  const [failure, setFailure] = useState<string | null>(null);
  const send = async () => {
    const text = draft.trim();
    if (text === '') return;
    setDraft('');
    setFailure(null);
    try {
      await actions.say(member.userid, text);
    } catch (error) {
      if (error instanceof ControlError && error.code === 'unreachable') setDraft(text);
      setFailure(failureInWords(error, say));
    }
  };
  return (
    <form
      className="say"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {failure !== null && (
        <p className="say-failure" role="alert">
          {say('error.say', { why: failure })}
        </p>
      )}
      <input
        value={draft}
        maxLength={500}
        autoComplete="off"
        aria-label={say('phone.typing')}
        placeholder={say('phone.typing')}
        onChange={(event) => setDraft(event.target.value)}
      />
      <button type="submit" disabled={draft.trim() === ''}>
        {say('phone.send')}
      </button>
    </form>
  );
}
