import type { Card } from './cards/card.ts';

/** The platforms a person may be reached on. */
export type PlatformName = 'wecom' | 'dingtalk';

/** What a callback or stream frame means once verified, opened and parsed. Fits WeCom and DingTalk. */
export type InboundEvent =
  | InboundPress
  | { readonly kind: 'text'; readonly userId: string; readonly text: string; readonly at: Date }
  | { readonly kind: 'chat_opened'; readonly userId: string; readonly at: Date }
  | { readonly kind: 'contacts_changed'; readonly change: ContactsChange; readonly at: Date }
  | {
      readonly kind: 'customer_added';
      readonly userId: string;
      readonly externalUserId: string;
      readonly state: string | null;
      readonly welcomeCode: string | null;
      readonly at: Date;
    }
  | {
      readonly kind: 'customer_edited' | 'customer_removed';
      readonly userId: string;
      readonly externalUserId: string;
      readonly at: Date;
    }
  /** Kept and acknowledged, not acted on. `name` is the platform's event name. */
  | { readonly kind: 'other'; readonly name: string; readonly at: Date };

export interface InboundPress {
  readonly kind: 'press';
  readonly userId: string;
  /** The button, submit or menu key as we sent it. */
  readonly key: string;
  /** Our id of the card, as sent (`task_id`, `outTrackId`). */
  readonly cardId: string;
  /** Chosen option ids by question key. */
  readonly selected: Readonly<Record<string, readonly string[]>>;
  /** A fresh single-use right to update this card, when the platform gives one. */
  readonly updateCode: string | null;
  readonly at: Date;
}

export type ContactsChange =
  | { readonly type: 'member_upserted'; readonly userId: string; readonly newUserId: string | null }
  | { readonly type: 'member_removed'; readonly userId: string }
  | { readonly type: 'structure' };

/** A verified inbound message as the inbox keeps it. */
export interface VerifiedMessage {
  /** Hash of the whole decrypted message: the deduplication key. */
  readonly deliveryId: string;
  /** Decrypted text exactly as received; stored encrypted for replay. */
  readonly raw: string;
  /** Needs an answer within seconds (welcome codes): goes to the fast lane. */
  readonly lane: 'fast' | 'normal';
}

export interface CallbackRequest {
  readonly method: 'GET' | 'POST';
  readonly query: Readonly<Record<string, string | string[] | undefined>>;
  /** Raw body bytes; empty for GET. */
  readonly rawBody: Buffer;
}

/** `rejected` carries a bounded reason for the metric; nothing else may leak to the caller. */
export type CallbackVerdict =
  | { readonly type: 'handshake'; readonly body: string }
  | { readonly type: 'message'; readonly message: VerifiedMessage; readonly reply: string }
  | { readonly type: 'rejected'; readonly status: 400 | 401 | 403 | 413; readonly reason: string };

/** What is needed later to change or recall a card that was sent. */
export interface SentReceipt {
  readonly messageId: string | null;
  /** Single-use right to update, when the platform gives one at sending. */
  readonly updateCode: string | null;
}

/** How a text may look where the platform can draw it; the plain text always says everything. */
export type TextLook =
  /** Formatted text. Values of strangers in it must have gone through `markdownValue`. */
  | { readonly type: 'markdown'; readonly markdown: string }
  /** A notice that opens a page. */
  | { readonly type: 'page'; readonly title: string; readonly url: string; readonly button: string };

/** The result of one platform call, already classified from the platform's own codes. */
export type PlatformOutcome<T> =
  | { readonly type: 'ok'; readonly value: T }
  /** Will not work as asked: `code` is the platform's, `hint` says what an administrator should do. */
  | { readonly type: 'refused'; readonly reason: RefusalReason; readonly code: string; readonly hint: string }
  /** Try again, not before `retryAfterMs`. */
  | {
      readonly type: 'retry';
      readonly retryAfterMs: number;
      readonly code: string;
      /** Only an allowance is used up; nothing has failed. */
      readonly throttled?: true;
    }
  /** Nobody knows whether it happened (timeout after sending, cut connection). */
  | { readonly type: 'unknown'; readonly code: string };

export type RefusalReason =
  | 'recipient_unreachable'
  | 'update_code_spent'
  | 'expired'
  | 'already_done'
  | 'not_allowed'
  | 'misconfigured'
  | 'bad_request';

export interface DirectoryMember {
  readonly userId: string;
  readonly name: string;
  readonly departmentIds: readonly string[];
  readonly active: boolean;
}

export interface DirectoryDepartment {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
}

/** The port every chat platform implements. Nothing outside an adapter knows a platform's name for things. */
export interface ChatPlatform {
  readonly name: PlatformName;
  /** Verify → open → check → parse. Never throws for hostile input: it answers `rejected`. Pure but for the clock. */
  receive(request: CallbackRequest): CallbackVerdict;
  /** Parses a stored raw message (also on replay). Unknown messages become `other`. */
  interpret(raw: string): InboundEvent;
  /** Sends a card to one member. `cardId` is unique for ever and makes a repeat detectable. */
  sendCard(to: { userId: string; cardId: string; card: Card }): Promise<PlatformOutcome<SentReceipt>>;
  /** Replaces a sent card for one member, spending `updateCode`. */
  updateCard(to: { userId: string; updateCode: string; card: Card }): Promise<PlatformOutcome<null>>;
  /** Texts with different keys are both seen, also when they say the same; a repeat under one key is not. */
  sendText(to: {
    userId: string;
    text: string;
    dedupeKey: string;
    look?: TextLook;
  }): Promise<PlatformOutcome<SentReceipt>>;
  /** Takes a message out of the person's chat; works for `recallLifeMs` after sending. */
  recall(messageId: string): Promise<PlatformOutcome<null>>;
  /** Greets a customer who just added a member. Must be called within 20 s of the event. */
  sendWelcome(to: {
    welcomeCode: string;
    text: string;
    link?: { title: string; url: string };
  }): Promise<PlatformOutcome<null>>;
  listDirectory(): Promise<
    PlatformOutcome<{ members: readonly DirectoryMember[]; departments: readonly DirectoryDepartment[] }>
  >;
  /** The page to send a browser to for login. `inApp` = opened inside the chat client. */
  loginUrl(options: { redirectUri: string; state: string; inApp: boolean }): string;
  /** True when the user agent is this platform's client. */
  isClient(userAgent: string): boolean;
  /** Exchanges a login code for a member. */
  identify(code: string): Promise<PlatformOutcome<{ userId: string }>>;
  /** How long an update code lives, in milliseconds; null when updates need no code. */
  readonly updateCodeLifeMs: number | null;
  /** How long after sending a message can be recalled, in milliseconds; null when never. */
  readonly recallLifeMs: number | null;
}
