import { useDesk } from '../desk/desk-context.tsx';
import { useWords } from '../words/words.tsx';
import { ClockPanel } from './clock-panel.tsx';
import { FaultMenu } from './fault-menu.tsx';
import { ResetButton } from './reset-button.tsx';

/** Name, one sentence, the clock, the faults. */
export function TopBar() {
  const { say, switchLanguage } = useWords();
  return (
    <header className="top">
      <div className="brand">
        <span className="brand-mark" aria-hidden="true">
          <svg viewBox="0 0 32 32" width="34" height="34">
            <title>车聊</title>
            <rect width="32" height="32" rx="9" fill="currentColor" />
            <path
              d="M7 11a4 4 0 0 1 4-4h10a4 4 0 0 1 4 4v6a4 4 0 0 1-4 4h-6l-5 4.5V21a4 4 0 0 1-3-4z"
              fill="#fff"
            />
            <circle cx="13" cy="14" r="1.7" fill="currentColor" />
            <circle cx="19" cy="14" r="1.7" fill="currentColor" />
          </svg>
        </span>
        <div>
          <h1>{say('brand')}</h1>
          <p>{say('brand.about')}</p>
        </div>
      </div>
      <ClockPanel />
      <div className="top-tools">
        <FaultMenu />
        <ResetButton />
        <button
          type="button"
          className="button-tool"
          aria-label={say('language.label')}
          onClick={switchLanguage}
        >
          {say('language')}
        </button>
      </div>
    </header>
  );
}

/** Shown only while the sandbox is away. */
export function LostBanner() {
  const { say } = useWords();
  const connection = useDesk((desk) => desk.connection);
  if (connection !== 'lost') return null;
  return (
    <div className="lost" role="alert">
      <strong>{say('lost')}</strong> {say('lost.more')}
    </div>
  );
}
