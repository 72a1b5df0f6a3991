import { useRef, useState } from 'react';
import { useDeskActions } from '../desk/desk-context.tsx';
import { Icon } from '../icons.tsx';
import { failureInWords } from '../words/failure.ts';
import { useWords } from '../words/words.tsx';

/** Clears the desk after asking once. */
export function ResetButton() {
  const { say } = useWords();
  const { reset } = useDeskActions();
  const dialog = useRef<HTMLDialogElement>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const confirm = async () => {
    try {
      await reset();
      dialog.current?.close();
    } catch (error) {
      setFailure(failureInWords(error, say));
    }
  };
  return (
    <>
      <button
        type="button"
        className="button-tool"
        onClick={() => {
          setFailure(null);
          dialog.current?.showModal();
        }}
      >
        <Icon name="reset" size={15} /> {say('reset')}
      </button>
      <dialog ref={dialog} className="dialog" aria-label={say('reset')}>
        <p>{say('reset.ask')}</p>
        {failure !== null && (
          <p className="sheet-failure" role="alert">
            {say('error.general', { why: failure })}
          </p>
        )}
        <div className="sheet-foot">
          <button type="button" className="button-quiet" onClick={() => dialog.current?.close()}>
            {say('cancel')}
          </button>
          <button type="button" className="button-danger" onClick={() => void confirm()}>
            {say('reset.yes')}
          </button>
        </div>
      </dialog>
    </>
  );
}
