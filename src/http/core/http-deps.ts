import type { ChatPlatform, PlatformName, VerifiedMessage } from '#bot/platform';
import type { Clock } from '#domain/kernel/clock';
import type { Config } from '#infra/config';
import type { Logger } from '#infra/logger';

/** Keeps a verified message durably; resolves only when it is safe to acknowledge. */
export type AcceptInbound = (
  platform: PlatformName,
  message: VerifiedMessage,
) => Promise<'accepted' | 'duplicate'>;

/** One thing that must hold before traffic is taken. */
export interface ReadinessCheck {
  /** Short and stable: it is shown and may be alerted on. */
  readonly name: string;
  /** Resolves to null when fine, else to one sentence for the operator. A rejection counts as failed. */
  check(): Promise<string | null>;
}

/** Everything the HTTP side is given by the composition root. */
export interface HttpDeps {
  readonly config: Pick<Config, 'publicUrl' | 'sessionSecret' | 'trustProxy'>;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Adapters by which callbacks and logins come; the first is used when a browser does not say. */
  readonly platforms: readonly ChatPlatform[];
  readonly acceptInbound: AcceptInbound;
  readonly readiness: readonly ReadinessCheck[];
  /** Folder with the built staff pages (`app/index.html`); default `dist/web` beside the code. */
  readonly webRoot?: string;
  /** Compares every answer with its declared schema and fails on a difference. For tests. */
  readonly checkResponses?: boolean;
}
