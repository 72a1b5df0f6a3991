import { useState } from 'react';
import { browserNowMs, secondsToMorning, shanghaiParts } from '../desk/browser-time.ts';
import { useDesk, useDeskActions } from '../desk/desk-context.tsx';
import { useProductTime } from '../desk/use-product-time.ts';
import { failureInWords } from '../words/failure.ts';
import { useWords } from '../words/words.tsx';
import type { Say } from '../words/words.types.ts';
import type { WordKey } from '../words/zh.ts';

const STEPS: readonly { key: WordKey; seconds: (nowMs: number) => number }[] = [
  { key: 'clock.m5', seconds: () => 300 },
  { key: 'clock.m15', seconds: () => 900 },
  { key: 'clock.h1', seconds: () => 3_600 },
  { key: 'clock.morning', seconds: secondsToMorning },
  { key: 'clock.d1', seconds: () => 86_400 },
];

/** The product's time, as in Shanghai, and the ways to move it forward. */
export function ClockPanel() {
  const { say } = useWords();
  const actions = useDeskActions();
  const skewMs = useDesk((desk) => desk.skewMs);
  const [failure, setFailure] = useState<string | null>(null);
  const [isMoving, setMoving] = useState(false);
  const advance = async (seconds: number) => {
    setMoving(true);
    setFailure(null);
    try {
      await actions.advance(seconds);
    } catch (error) {
      setFailure(failureInWords(error, say));
    } finally {
      setMoving(false);
    }
  };
  return (
    <fieldset className="clock" aria-label={say('clock')}>
      <ClockFace />
      <div className="clock-steps">
        {STEPS.map((step) => (
          <button
            type="button"
            className="button-tool"
            key={step.key}
            disabled={isMoving}
            onClick={() => void advance(step.seconds(browserNowMs() + skewMs))}
          >
            {say(step.key)}
          </button>
        ))}
      </div>
      {failure !== null && (
        <p className="clock-failure" role="alert">
          {say('error.advance', { why: failure })}
        </p>
      )}
    </fieldset>
  );
}

function ClockFace() {
  const { say, language } = useWords();
  const skewMs = useDesk((desk) => desk.skewMs);
  const now = useProductTime();
  const { date, time, seconds } = shanghaiParts(now, language);
  return (
    <div className="clock-face">
      <time className="clock-time" dateTime={new Date(now).toISOString()}>
        {time}
        <small>:{seconds}</small>
      </time>
      <span className="clock-date">
        {date} · {say('clock.zone')}
        <em data-ahead={skewMs > 60_000}>
          {skewMs > 60_000 ? say('clock.ahead', { span: spanInWords(skewMs, say) }) : say('clock.real')}
        </em>
      </span>
    </div>
  );
}

function spanInWords(ms: number, say: Say): string {
  const minutes = Math.round(ms / 60_000);
  const [days, hours, rest] = [Math.floor(minutes / 1_440), Math.floor((minutes % 1_440) / 60), minutes % 60];
  const parts = [
    ...(days > 0 ? [say('span.d', { n: days })] : []),
    ...(hours > 0 ? [say('span.h', { n: hours })] : []),
    ...(rest > 0 && days === 0 ? [say('span.m', { n: rest })] : []),
  ];
  return parts.join(' ');
}
