import type { Assignment } from './assignment.ts';
import { pickAssignee } from './pick-assignee.ts';

/**
 * The owner the trace alone leads to, by the very function that decided: the first group asked that has
 * somebody. Equal to `chosenId` of any decision made by rules.
 */
export function recomputeFromTrace(trace: Pick<Assignment, 'asked'>): string | null {
  for (const { input } of trace.asked) {
    const { chosenId } = pickAssignee(input);
    if (chosenId !== null) return chosenId;
  }
  return null;
}
