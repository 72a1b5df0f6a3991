import type { Card } from './card.ts';

/** What a builder is asked for: one person's copy of one card about one record. */
export interface CardRequest {
  readonly subjectId: string;
  readonly recipientId: string;
  /** Why this card exists, when the record's state does not say it. */
  readonly about: Readonly<Record<string, string>>;
}

/** Draws cards of one kind for many people at once from current state; null = nothing to show any more. */
export interface CardBuilder {
  readonly card: string;
  build(requests: readonly CardRequest[]): Promise<readonly (Card | null)[]>;
}

export type CardBuilders = ReadonlyMap<string, CardBuilder>;

/** Collects the builders; two for one kind throw at start. */
export function createCardBuilders(builders: readonly CardBuilder[]): CardBuilders {
  const byCard = new Map<string, CardBuilder>();
  for (const builder of builders) {
    if (byCard.has(builder.card)) throw new Error(`card ${builder.card} has two builders`);
    byCard.set(builder.card, builder);
  }
  return byCard;
}
