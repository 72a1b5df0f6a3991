import { RESPONSE_CODE_LIFE_MS } from './api/response-code.ts';
import type { SandboxState } from './state.ts';

const DAY_MS = 86_400_000;
/** More than anybody scrolls through; keeps a load test from filling the memory. */
const KEPT_MESSAGES = 20_000;

/**
 * Forgets what can make no difference any more: spent and dead response codes answer 60140 whether known or
 * not, login and welcome codes are only told apart for a day. Task ids stay, they are unique for ever.
 */
export function pruneState(state: SandboxState, now: number): void {
  drop(state.responseCodes, (code) => code.usedAt !== null || code.issuedAt + RESPONSE_CODE_LIFE_MS <= now);
  drop(state.loginCodes, (code) => code.issuedAt + DAY_MS <= now);
  drop(state.userTickets, (ticket) => ticket.issuedAt + DAY_MS <= now);
  drop(state.welcomeCodes, (code) => code.issuedAt + DAY_MS <= now);
  const ids = Object.keys(state.messages);
  for (const id of ids.slice(0, Math.max(0, ids.length - KEPT_MESSAGES))) delete state.messages[id];
}

function drop<T>(entries: Record<string, T>, isOver: (entry: T) => boolean): void {
  for (const [key, entry] of Object.entries(entries)) if (isOver(entry)) delete entries[key];
}
