import { ControlError } from '../desk/control-client.ts';
import type { Say } from './words.types.ts';

/** A failure as a person reads it. */
export function failureInWords(error: unknown, say: Say): string {
  if (!(error instanceof ControlError)) return error instanceof Error ? error.message : String(error);
  return error.code === 'other' ? error.message : say(`failure.${error.code}`, { what: error.message });
}
