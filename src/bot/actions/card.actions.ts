import type { ActionHandler } from './action.ts';

/** Presses that mean nothing by themselves. */
export const cardActions: Readonly<Record<string, ActionHandler>> = {
  // A finished card keeps one grey button where the platform allows no card without any.
  'card.done': async () => ({}),
};
