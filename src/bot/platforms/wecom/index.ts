import type { ChatPlatform } from '#bot/platform';
import type { Clock } from '#domain/kernel/clock';
import type { WecomConfig } from '#infra/config';
import { createHttpClient } from '#infra/http-client';
import type { Logger } from '#infra/logger';
import { createBudget } from './budget.ts';
import { createWecomCallback } from './callback.ts';
import { createWecomClient } from './client.ts';
import { listDirectory } from './directory.ts';
import { interpretMessage } from './interpret.ts';
import { recall, sendCard, updateCard } from './messages.ts';
import { identify, isWecomClient, loginUrl } from './oauth.ts';
import { sendText } from './send-text.ts';
import { createTokenSource } from './token.ts';
import { sendWelcome } from './welcome.ts';

export { PlatformBudgetModel } from './budget.model.ts';
export { PlatformTokenModel } from './token.model.ts';

const UPDATE_CODE_LIFE_MS = 72 * 3_600_000;
/** wecom docs 94867. */
const RECALL_LIFE_MS = 24 * 3_600_000;

/** WeCom behind the platform port. Needs `useFieldKey` and a connected database before the first call out. */
export function createWecomPlatform(options: {
  readonly config: WecomConfig;
  readonly clock: Clock;
  readonly logger: Logger;
}): ChatPlatform {
  const { config, clock, logger } = options;
  const { token, aesKey, corpId, agentId } = config;
  const callback = createWecomCallback({ token, aesKey, corpId, clock });
  const http = createHttpClient(config.apiBase);
  const budget = createBudget({ corpId, agentId, clock });
  const tokens = createTokenSource({ config, clock, http });
  const call = createWecomClient({ http, tokens, budget, logger });
  const sender = { agentId, call, budget };
  return {
    name: 'wecom',
    updateCodeLifeMs: UPDATE_CODE_LIFE_MS,
    recallLifeMs: RECALL_LIFE_MS,
    receive: (request) => callback.receive(request),
    interpret: (raw) => interpretMessage(raw),
    sendCard: (to) => sendCard(sender, to),
    updateCard: (to) => updateCard(sender, to),
    sendText: (to) => sendText(sender, to),
    recall: (messageId) => recall(sender, messageId),
    sendWelcome: (to) => sendWelcome(call, to),
    listDirectory: () => listDirectory(call),
    loginUrl: (to) => loginUrl(config, to),
    isClient: (userAgent) => isWecomClient(userAgent),
    identify: (code) => identify(call, code),
  };
}
