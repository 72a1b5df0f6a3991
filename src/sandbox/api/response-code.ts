import type { SandboxCore } from '../core.ts';
import type { ResponseCode } from '../state.ts';
import { entryOf, refuse } from './call.ts';

/** A response_code lives 72 h and works once (wecom docs 94888). */
export const RESPONSE_CODE_LIFE_MS = 72 * 3_600_000;

export function issueResponseCode(core: SandboxCore, agentId: number, msgid: string): string {
  const code = core.random(32).toString('base64url');
  core.state.responseCodes[code] = { agentId, msgid, issuedAt: core.clock.ms(), usedAt: null };
  return code;
}

/** 60140 when unknown, used or too old; 42015 when another app sent the card. Does not spend it yet. */
export function openResponseCode(core: SandboxCore, code: unknown, agentId: number): ResponseCode {
  const known = entryOf(core.state.responseCodes, code);
  if (known === undefined) refuse(60140);
  if (known.agentId !== agentId) refuse(42015);
  if (known.usedAt !== null) refuse(60140, 'already used');
  if (known.issuedAt + RESPONSE_CODE_LIFE_MS <= core.clock.ms()) refuse(60140, 'older than 72 h');
  return known;
}
