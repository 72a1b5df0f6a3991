/** What a button carries: the action, the record and the life-cycle revision the person saw. */
export interface ActionKey {
  /** `noun.verb`, e.g. `lead.accept`. */
  readonly action: string;
  readonly subjectId: string;
  readonly revision: number;
}

/** `lead.accept|01J…|3`. Rights are checked when pressed, never trusted from the key. */
export function formatActionKey(key: ActionKey): string {
  return `${key.action}|${key.subjectId}|${key.revision}`;
}

/** Null when the text is not one of our keys (an old card, another app's card). */
export function parseActionKey(text: string): ActionKey | null {
  const match = /^([a-z_]+\.[a-z_]+)\|([\w-]{1,40})\|(\d{1,9})$/.exec(text);
  if (match === null) return null;
  return { action: match[1]!, subjectId: match[2]!, revision: Number(match[3]) };
}
