import type { LeadAnswer } from '../desk/desk-actions.ts';
import type { Say } from '../words/words.tsx';

/** The product's answer in words. */
export interface AnswerInWords {
  readonly tone: 'good' | 'same' | 'bad';
  readonly title: string;
  readonly lines: readonly string[];
}

/** Reads `{outcome}` of an accepted lead, or the error body of a refused one. */
export function describeAnswer(answer: LeadAnswer, customerName: string, say: Say): AnswerInWords {
  const { body, status } = answer;
  if (status === 0 || status === 502) {
    return { tone: 'bad', title: say('answer.unreachable'), lines: [say('answer.unreachable.more')] };
  }
  if (body.outcome === 'merged') {
    return { tone: 'same', title: say('answer.merged'), lines: [say('answer.merged.more')] };
  }
  if (status < 300 && body.outcome !== 'rejected') {
    return {
      tone: 'good',
      title: say('answer.accepted'),
      lines: [say('answer.accepted.more', { name: customerName })],
    };
  }
  return { tone: 'bad', title: `${say('answer.rejected')} (${status})`, lines: refusalLines(body, say) };
}

/** `{error: {code, message, fix, field}}`, flat or with `details`. */
function refusalLines(body: Record<string, unknown>, say: Say): string[] {
  const error = nested(body, 'error');
  const details = nested(error, 'details');
  const find = (name: string) =>
    [error[name], details[name], body[name]].find((value) => typeof value === 'string');
  const [reason, field, fix] = [
    find('message') ?? find('reason') ?? find('code'),
    find('field'),
    find('fix'),
  ];
  return [
    ...(reason === undefined ? [] : [String(reason)]),
    ...(field === undefined ? [] : [say('answer.field', { field: String(field) })]),
    ...(fix === undefined ? [] : [say('answer.fix', { fix: String(fix) })]),
  ];
}

function nested(value: Record<string, unknown>, name: string): Record<string, unknown> {
  const inner = value[name];
  return typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
}
