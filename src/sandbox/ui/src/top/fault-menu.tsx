import { useCallback, useRef, useState } from 'react';
import { useDesk, useDeskActions } from '../desk/desk-context.tsx';
import { FAULT_PRESETS, type FaultPreset } from '../desk/fault-presets.ts';
import { useDismiss } from '../desk/use-dismiss.ts';
import { Icon } from '../icons.tsx';
import { failureInWords } from '../words/failure.ts';
import { useWords } from '../words/words.tsx';

/** Switches that make the platform misbehave, in plain words. */
export function FaultMenu() {
  const { say } = useWords();
  const faults = useDesk((desk) => desk.faults);
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const close = useCallback(() => setOpen(false), []);
  useDismiss(box, isOpen, close);
  return (
    <div className="faults" ref={box}>
      <button
        type="button"
        className="button-tool"
        data-alert={faults.length > 0}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="bolt" size={15} />{' '}
        {faults.length > 0 ? say('faults.on', { n: faults.length }) : say('faults')}
      </button>
      {isOpen && <FaultSheet close={close} />}
    </div>
  );
}

function FaultSheet({ close }: { close: () => void }) {
  const { say } = useWords();
  const { clearFaults } = useDeskActions();
  const faults = useDesk((desk) => desk.faults);
  const others = faults.filter((fault) => fault.preset === null).length;
  const [failure, setFailure] = useState<string | null>(null);
  const guarded = (work: Promise<void>) => {
    setFailure(null);
    work.catch((error: unknown) => setFailure(failureInWords(error, say)));
  };
  return (
    <div className="sheet" role="dialog" aria-label={say('faults')}>
      <p className="sheet-about">{say('faults.about')}</p>
      {FAULT_PRESETS.map((preset) => (
        <FaultSwitch key={preset.id} preset={preset} guarded={guarded} />
      ))}
      {others > 0 && <p className="sheet-about">{say('faults.other', { n: others })}</p>}
      {failure !== null && (
        <p className="sheet-failure" role="alert">
          {say('error.general', { why: failure })}
        </p>
      )}
      <div className="sheet-foot">
        <button
          type="button"
          className="button-quiet"
          disabled={faults.length === 0}
          onClick={() => guarded(clearFaults())}
        >
          {say('faults.clear')}
        </button>
        <button type="button" className="button-quiet" onClick={close}>
          {say('close')}
        </button>
      </div>
    </div>
  );
}

function FaultSwitch({ preset, guarded }: { preset: FaultPreset; guarded: (work: Promise<void>) => void }) {
  const { say } = useWords();
  const { switchFault } = useDeskActions();
  const active = useDesk((desk) => desk.faults.find((fault) => fault.preset === preset.id));
  const remaining = active?.remaining ?? null;
  return (
    <label className="switch-row">
      <span>
        <strong>{say(preset.label)}</strong>
        <small>
          {say(preset.about)}
          {remaining !== null && ` · ${say('fault.left', { n: remaining })}`}
        </small>
      </span>
      <input
        type="checkbox"
        role="switch"
        className="switch"
        checked={active !== undefined}
        aria-checked={active !== undefined}
        onChange={(event) => guarded(switchFault(preset.id, event.target.checked))}
      />
    </label>
  );
}
