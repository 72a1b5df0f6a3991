import type { AnswerInWords } from './lead-answer.ts';

const SIGNS = { good: '✓', same: '⇉', bad: '✕' } as const;

/** What the product answered to the outside system, in words. */
export function AnswerBox({ answer }: { answer: AnswerInWords }) {
  return (
    <div className="answer" data-tone={answer.tone}>
      <strong>
        <span aria-hidden="true">{SIGNS[answer.tone]}</span> {answer.title}
      </strong>
      {answer.lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}
