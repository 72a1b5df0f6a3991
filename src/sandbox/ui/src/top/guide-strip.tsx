import type { GuideProgress } from '../desk/desk.types.ts';
import { useDesk, useDeskActions } from '../desk/desk-context.tsx';
import { channelById } from '../sources/channels.ts';
import { randomCustomer } from '../sources/random-customer.ts';
import { useSendLead } from '../sources/use-send-lead.ts';
import { useWords } from '../words/words.tsx';

type Step = 1 | 2 | 3 | 4;

const STEPS: readonly { step: Step; isDone: (guide: GuideProgress) => boolean }[] = [
  { step: 1, isDone: (guide) => guide.leadSent },
  { step: 2, isDone: (guide) => guide.cardShown },
  { step: 3, isDone: (guide) => guide.pressed },
  { step: 4, isDone: (guide) => guide.clockMoved && guide.pressed },
];

/** Four steps that light up as they happen; each can be started from here. */
export function GuideStrip({ showPhones }: { showPhones: () => void }) {
  const { say } = useWords();
  const { restartGuide } = useDeskActions();
  const guide = useDesk((desk) => desk.guide);
  const { send, isSending, answer } = useSendLead();
  const sendOne = () => void send(channelById('mini_program'), randomCustomer(true, Math.random), '');
  const next = STEPS.find(({ isDone }) => !isDone(guide))?.step ?? null;
  return (
    <section className="guide" aria-label={say('guide')} data-complete={next === null}>
      <h2>{say('guide')}</h2>
      <ol>
        {STEPS.map(({ step, isDone }) => (
          <li
            key={step}
            data-done={isDone(guide)}
            data-next={step === next}
            aria-current={step === next ? 'step' : undefined}
          >
            <span className="guide-number" aria-hidden="true">
              {isDone(guide) ? '✓' : step}
            </span>
            <span className="guide-text">
              <strong>{say(`guide.${step}`)}</strong>
              <small>{say(`guide.${step}.hint`)}</small>
            </span>
            {step === next && (
              <StepButton step={step} showPhones={showPhones} sendOne={sendOne} isSending={isSending} />
            )}
          </li>
        ))}
      </ol>
      {answer?.tone === 'bad' && (
        <p className="guide-failure" role="alert">
          <strong>{answer.title}</strong> {answer.lines.join(' ')}
        </p>
      )}
      {next === null && (
        <p className="guide-done" role="status">
          {say('guide.done')}
          <button type="button" className="link" onClick={restartGuide}>
            {say('guide.again')}
          </button>
        </p>
      )}
    </section>
  );
}

interface StepButtonProps {
  step: Step;
  showPhones: () => void;
  sendOne: () => void;
  isSending: boolean;
}

/** The one thing to do now. */
function StepButton({ step, showPhones, sendOne, isSending }: StepButtonProps) {
  const { say } = useWords();
  const { advance } = useDeskActions();
  if (step === 2) return <span className="spinner" aria-hidden="true" />;
  if (step === 3) {
    return (
      <button type="button" className="button-primary small" onClick={showPhones}>
        {say('guide.3.find')}
      </button>
    );
  }
  if (step === 4) {
    return (
      <button
        type="button"
        className="button-primary small"
        onClick={() => void advance(1_800).catch(() => undefined)}
      >
        {say('guide.4.go')}
      </button>
    );
  }
  return (
    <button type="button" className="button-primary small" disabled={isSending} onClick={sendOne}>
      {say('guide.1.go')}
    </button>
  );
}
