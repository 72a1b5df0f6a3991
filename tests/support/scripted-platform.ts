import type { Card } from '#bot/cards/card';
import type { ChatPlatform, PlatformOutcome, SentReceipt, TextLook } from '#bot/platform';

export interface PlatformCall {
  readonly api: 'sendCard' | 'updateCard' | 'sendText' | 'recall';
  readonly userId: string;
  readonly card?: Card;
  readonly text?: string;
  readonly updateCode?: string;
  readonly cardId?: string;
  readonly dedupeKey?: string;
  readonly look?: TextLook;
  readonly messageId?: string;
}

export const OK: PlatformOutcome<SentReceipt> = {
  type: 'ok',
  value: { messageId: 'm1', updateCode: 'rc-send' },
};

/** A platform that answers from a list, for what only the sender's own decisions are about. */
export function createScriptedPlatform(answers: PlatformOutcome<SentReceipt>[] = []) {
  const calls: PlatformCall[] = [];
  const answer = async (call: PlatformCall) => {
    calls.push(call);
    return answers.shift() ?? OK;
  };
  const unexpected = () => {
    throw new Error('not part of this script');
  };
  const platform: ChatPlatform = {
    name: 'wecom',
    updateCodeLifeMs: 72 * 3_600_000,
    recallLifeMs: 24 * 3_600_000,
    sendCard: (to) => answer({ api: 'sendCard', ...to }),
    updateCard: async (to) => {
      const outcome = await answer({ api: 'updateCard', ...to });
      return outcome.type === 'ok' ? { type: 'ok', value: null } : outcome;
    },
    sendText: (to) => answer({ api: 'sendText', ...to }),
    receive: unexpected,
    interpret: unexpected,
    recall: async (messageId) => {
      const outcome = await answer({ api: 'recall', userId: '', messageId });
      return outcome.type === 'ok' ? { type: 'ok', value: null } : outcome;
    },
    sendWelcome: unexpected,
    listDirectory: unexpected,
    loginUrl: unexpected,
    isClient: unexpected,
    identify: unexpected,
  };
  return { platform, calls, answers };
}
