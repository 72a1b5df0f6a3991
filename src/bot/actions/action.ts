import type { CommandContext } from '#domain/kernel/command-context';
import type { Staff } from '#domain/staff/index';
import type { ActionKey } from '../cards/action-key.ts';
import type { InboundPress } from '../platform.ts';

/** A press, with the person and the record it names; rights are the command's business. */
export interface ActionInput {
  readonly ctx: CommandContext;
  readonly key: ActionKey;
  readonly press: InboundPress;
  readonly staff: Staff;
}

/** What the presser gets besides the refreshed card: a sentence, or a card that asks for more. */
export interface ActionResult {
  readonly reply?: {
    readonly template: string;
    readonly values?: Readonly<Record<string, unknown>>;
    /** The same as formatted text, where the platform can show it. */
    readonly markdown?: string;
  };
  readonly prompt?: { readonly card: string; readonly about: Record<string, string> };
}

export type ActionHandler = (input: ActionInput) => Promise<ActionResult>;

export type ActionTable = ReadonlyMap<string, ActionHandler>;

/** The visible table of what buttons do; a name given twice throws at start. */
export function createActionTable(
  ...groups: readonly Readonly<Record<string, ActionHandler>>[]
): ActionTable {
  const table = new Map<string, ActionHandler>();
  for (const [name, handler] of groups.flatMap((group) => Object.entries(group))) {
    if (table.has(name)) throw new Error(`action ${name} is registered twice`);
    table.set(name, handler);
  }
  return table;
}

/** The first chosen option of a drop-down, or null. */
export function chosen(press: InboundPress, choice: string): string | null {
  return press.selected[choice]?.[0] ?? null;
}
