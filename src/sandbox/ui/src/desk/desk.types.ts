/** One of the ten people whose phone can be looked at. */
export interface Member {
  readonly userid: string;
  readonly name: string;
  readonly role: string;
  readonly title: string;
  readonly store: string;
  readonly storeId: string;
  readonly active: boolean;
}

/** One bubble in one person's chat with the app: the message as that person sees it now. */
export interface Message {
  readonly id: string;
  readonly from: 'app' | 'member' | 'note';
  /** Message type; for template cards the type of card (`button_interaction`, …). */
  readonly kind: string;
  readonly title: string;
  readonly subtitle: string;
  readonly text: string;
  readonly source: { readonly text: string; readonly color: number } | null;
  readonly emphasis: { readonly title: string; readonly text: string } | null;
  readonly quote: { readonly title: string; readonly text: string } | null;
  readonly image: string | null;
  readonly lines: readonly MessageLine[];
  readonly links: readonly { readonly text: string; readonly url: string }[];
  readonly choices: readonly Choice[];
  /** What can be pressed now. */
  readonly buttons: readonly Button[];
  /** Behind the three dots. */
  readonly menu: readonly { readonly key: string; readonly text: string }[];
  /** Opens in the phone when the message is tapped. */
  readonly url: string | null;
  readonly state: 'plain' | 'active' | 'waiting' | 'done' | 'recalled';
  /** Shown instead of the buttons once somebody has decided. */
  readonly outcome: string | null;
  readonly pressed: { readonly key: string; readonly selected: Readonly<Record<string, string[]>> } | null;
  /** Milliseconds since the epoch, on the sandbox's clock. */
  readonly at: number;
}

export interface MessageLine {
  readonly label: string;
  readonly value: string;
  readonly url: string | null;
}

export interface Button {
  readonly key: string;
  readonly text: string;
  /** 1 blue, 2 blue outline, 3 red outline, 4 grey. */
  readonly style: number;
  /** A page to open instead of a press. */
  readonly url: string | null;
}

/** A drop-down or a group of check boxes that goes out with a press. */
export interface Choice {
  readonly key: string;
  readonly title: string;
  readonly multiple: boolean;
  readonly disabled: boolean;
  readonly options: readonly { readonly id: string; readonly text: string }[];
  readonly selected: readonly string[];
  readonly style: 'list' | 'drop-down';
}

export interface LogLine {
  readonly id: number;
  readonly time: string;
  readonly kind: string;
  readonly text: string;
  readonly textEn: string;
  readonly userid?: string | undefined;
  /** A refusal, a fault or an unanswered callback. */
  readonly isBad: boolean;
  /** A call between the machines that went well: nothing a person did or sees. */
  readonly isTechnical: boolean;
}

/** A fault that is switched on in the sandbox. */
export interface ActiveFault {
  readonly id: string;
  /** Which of our switches made it, or null when a script did. */
  readonly preset: string | null;
  readonly remaining: number | null;
}

export type Connection = 'loading' | 'live' | 'lost';

/** The four things a newcomer does once; each turns true as it happens. */
export interface GuideProgress {
  readonly leadSent: boolean;
  readonly cardShown: boolean;
  readonly pressed: boolean;
  readonly clockMoved: boolean;
}

export interface Desk {
  readonly connection: Connection;
  readonly members: readonly Member[];
  /** Milliseconds to add to this browser's time to get the product's time. */
  readonly skewMs: number;
  readonly faults: readonly ActiveFault[];
  readonly callbackUrl: string | null;
  readonly chats: Readonly<Record<string, readonly Message[]>>;
  readonly unread: Readonly<Record<string, number>>;
  /** Whose phones stand on the desk, left to right. */
  readonly slots: readonly string[];
  readonly log: readonly LogLine[];
  readonly guide: GuideProgress;
  /** The newest card that waits for a press: the guide points at this phone. */
  readonly freshCard: { readonly userid: string; readonly messageId: string } | null;
}
