/**
 * The neutral card: what a platform adapter draws. It is a pure function of a record and its revision; a
 * button never edits a card, it runs a command and the card is drawn again.
 */
export interface Card {
  /** Which builder made it, e.g. `lead`, `lead.transfer`. */
  readonly kind: string;
  /** Small line above the title: the product or store. */
  readonly source: string;
  readonly tone: 'normal' | 'urgent' | 'good' | 'muted';
  readonly title: string;
  readonly subtitle?: string;
  /** One sentence in the body. */
  readonly note?: string;
  /** At most 6; labels ≤ 5 characters, values ≤ 30. */
  readonly lines: readonly CardLine[];
  /** At most 6, in order; absent or empty when nothing is left to decide. */
  readonly buttons: readonly CardButton[];
  /** A drop-down beside the buttons (reasons for a loss). */
  readonly choice?: CardChoice;
  /** One to three drop-downs with a submit button instead of `buttons` (a form card). */
  readonly form?: CardForm;
  /** Up to 3 rarely used actions behind “…”. */
  readonly menu?: readonly CardButton[];
  /** A picture above the text, of a card that has nothing to press and opens a page. */
  readonly image?: { readonly url: string };
  /** Opens when the card itself is tapped: a page of ours. */
  readonly link?: string;
  /** What happened, shown instead of buttons (`王强 10:05 已接单`). */
  readonly outcome?: string;
}

export interface CardLine {
  readonly label: string;
  readonly value: string;
}

export interface CardButton {
  /** `noun.verb|subjectId|revision`, see action-key.ts. */
  readonly key: string;
  readonly text: string;
  readonly style: 'primary' | 'normal' | 'danger';
}

export interface CardOption {
  readonly id: string;
  readonly text: string;
}

export interface CardChoice {
  /** Key under which the chosen option comes back in `InboundPress.selected`. */
  readonly key: string;
  readonly title: string;
  readonly options: readonly CardOption[];
  readonly selected?: string;
}

export interface CardForm {
  readonly choices: readonly CardChoice[];
  /** A single question whose options are all in view, to tick one or many; drop-downs when left out. */
  readonly ticks?: 'one' | 'many';
  readonly submit: CardButton;
}
