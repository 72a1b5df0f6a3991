import type { LeadAnswer } from '../desk/desk-actions.ts';
import type { Say } from '../words/words.types.ts';
import type { WordKey } from '../words/zh.ts';

/** What became of one submission. */
export type Outcome =
  | { readonly type: 'lead'; readonly reply: LeadAnswer; readonly customer: string }
  | { readonly type: 'contact'; readonly customer: string; readonly staff: string }
  | { readonly type: 'failed'; readonly why: string };

/** The product's answer in words. */
export interface AnswerInWords {
  readonly tone: 'good' | 'same' | 'bad';
  readonly title: string;
  readonly lines: readonly string[];
}

export function isRefusal(outcome: Outcome): boolean {
  return outcome.type === 'failed' || (outcome.type === 'lead' && outcome.reply.status >= 300);
}

export function describeOutcome(outcome: Outcome, say: Say): AnswerInWords {
  if (outcome.type === 'failed') {
    return {
      tone: 'bad',
      title: say('answer.unreachable'),
      lines: [outcome.why, say('answer.unreachable.more')],
    };
  }
  if (outcome.type === 'contact') {
    return {
      tone: 'good',
      title: say('answer.contact'),
      lines: [say('answer.contact.more', { ...outcome })],
    };
  }
  const { body, status } = outcome.reply;
  if (status >= 300) {
    return { tone: 'bad', title: `${say('answer.rejected')} (${status})`, lines: refusalLines(body, say) };
  }
  if (body.outcome === 'merged') {
    return { tone: 'same', title: say('answer.merged'), lines: [say('answer.merged.more')] };
  }
  const more = say('answer.accepted.more', { name: outcome.customer });
  return { tone: 'good', title: say('answer.accepted'), lines: [more] };
}

/** Which advice fits the field that was refused, whatever the channel calls it. */
const ADVICE: readonly [RegExp, WordKey][] = [
  [/phone|mobile|tel|caller/i, 'answer.fix.phone'],
  [/name/i, 'answer.fix.name'],
  [/timestamp|signature|key/i, 'answer.fix.signature'],
];

/** Reads `{error: {message, field, reason}}`: why, where, and what to change. */
function refusalLines(body: Record<string, unknown>, say: Say): string[] {
  const error = (body.error ?? {}) as Record<string, unknown>;
  const field = typeof error.field === 'string' ? error.field : null;
  const advice = ADVICE.find(([pattern]) => field !== null && pattern.test(field))?.[1];
  return [
    ...(typeof error.message === 'string' ? [error.message] : []),
    ...(typeof error.reason === 'string' && error.reason !== error.message ? [error.reason] : []),
    ...(field === null ? [] : [say('answer.field', { field })]),
    ...(advice === undefined ? [] : [say('answer.fix', { fix: say(advice) })]),
  ];
}
