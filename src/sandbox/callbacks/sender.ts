import type { SandboxCore } from '../core.ts';
import type { Receiver } from '../state.ts';
import { openReply, sealEvent } from './envelope.ts';
import { eventXml, type XmlFields } from './xml.ts';

/** How one event fared, over all its tries. */
export interface Delivery {
  /** True when the receiver answered 200. */
  readonly delivered: boolean;
  /** HTTP status of the last answer; null when there was none. */
  readonly status: number | null;
  readonly attempts: number;
  readonly ms: number;
  /** Why there was no answer: `timeout`, `connection`, or the fault that swallowed it. */
  readonly error: string | null;
  /** Decrypted passive reply, when one came. */
  readonly reply: string | null;
}

export interface CallbackEvent {
  readonly fields: XmlFields;
  /** In the envelope; null for contact and customer events. */
  readonly agentId: number | null;
  /** Who did what, for the log: `张伟 按下“接单”`. */
  readonly zh: string;
  readonly en: string;
  readonly userid?: string;
}

export interface CallbackSettings {
  /** The platform closes after 5 s. */
  readonly timeoutMs: number;
  /** Re-sends after the first try. */
  readonly retries: number;
  readonly retryDelayMs: number;
  /** The behaviour documented before 2026: any other status than 200 is re-sent too. */
  readonly retryOnNon200: boolean;
}

export const DEFAULT_CALLBACK_SETTINGS: CallbackSettings = {
  timeoutMs: 5_000,
  retries: 3,
  retryDelayMs: 1_000,
  retryOnNon200: false,
};

export interface CallbackSender {
  send(event: CallbackEvent): Promise<Delivery>;
  /** Where callbacks go now. */
  receiver(): Receiver;
  configured(): boolean;
  readonly last: Delivery | null;
  /** For the page: where callbacks go and how the last one fared. */
  present(): { url: string; isDefault: boolean; last: Omit<Delivery, 'reply'> | null };
}

export function createCallbackSender(
  core: () => SandboxCore,
  ownReceiver: Receiver,
  settings: CallbackSettings,
): CallbackSender {
  let last: Delivery | null = null;
  let held: (() => Promise<Delivery>) | null = null;
  const receiver = () => core().state.receiver ?? ownReceiver;

  const present = () => ({
    url: receiver().url,
    isDefault: core().state.receiver === null,
    last: last === null ? null : { ...last, reply: null },
  });
  const run = async (event: CallbackEvent): Promise<Delivery> => {
    const delivery = await tryUntilDone(core(), receiver(), event, settings);
    last = delivery;
    logDelivery(core(), event, delivery);
    core().bus.emit('callback', present());
    return delivery;
  };
  return {
    receiver,
    present,
    configured: () => receiver().url !== '',
    get last() {
      return last;
    },
    send: async (event) => {
      const fault = core().faults.take('callback');
      if (fault?.delayMs !== undefined) await pause(fault.delayMs);
      if (fault?.drop === true || fault?.outage === true || fault?.cut !== undefined) {
        logSwallowed(core(), event, '这次回调被故障开关丢弃', 'this callback was dropped by a fault');
        return lost('dropped');
      }
      if (fault?.reorder === true && held === null) {
        held = () => run(event);
        logSwallowed(
          core(),
          event,
          '这次回调被压住，排到下一次之后',
          'this callback is held until after the next',
        );
        return lost('held');
      }
      const delivery = await run(event);
      if (fault?.duplicate === true) await run(event);
      const late = held;
      held = null;
      if (late !== null) await late();
      return delivery;
    },
  };
}

async function tryUntilDone(
  core: SandboxCore,
  receiver: Receiver,
  event: CallbackEvent,
  settings: CallbackSettings,
): Promise<Delivery> {
  const xml = eventXml(event.fields);
  const started = core.monotonicMs();
  for (let attempts = 1; ; attempts += 1) {
    const answer = await post(core, receiver, xml, event.agentId, settings.timeoutMs);
    const again = answer.status === null || (settings.retryOnNon200 && answer.status !== 200);
    if (!again || attempts > settings.retries) {
      const ms = Math.round(core.monotonicMs() - started);
      return { ...answer, delivered: answer.status === 200, attempts, ms };
    }
    await pause(settings.retryDelayMs);
  }
}

async function post(
  core: SandboxCore,
  receiver: Receiver,
  xml: string,
  agentId: number | null,
  timeoutMs: number,
): Promise<Pick<Delivery, 'status' | 'error' | 'reply'>> {
  const sealed = sealEvent(core, receiver, xml, agentId);
  try {
    const answer = await fetch(withQuery(receiver.url, sealed.query), {
      method: 'POST',
      headers: { 'content-type': 'text/xml; charset=utf-8', 'user-agent': 'Mozilla/4.0' },
      body: sealed.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await answer.text();
    return { status: answer.status, error: null, reply: openReply(core, receiver, text) };
  } catch (error) {
    const timeout = error instanceof Error && error.name === 'TimeoutError';
    return { status: null, error: timeout ? 'timeout' : 'connection', reply: null };
  }
}

/** Keeps a query the receiver's URL may already have. */
export function withQuery(url: string, query: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function lost(error: string): Delivery {
  return { delivered: false, status: null, attempts: 0, ms: 0, error, reply: null };
}

function logSwallowed(core: SandboxCore, event: CallbackEvent, zh: string, en: string): void {
  const detail = { api: 'callback', ...(event.userid === undefined ? {} : { userid: event.userid }) };
  core.log.add('fault', `${event.zh}，${zh}`, `${event.en}; ${en}`, detail);
}

function logDelivery(core: SandboxCore, event: CallbackEvent, delivery: Delivery): void {
  const { status, ms, attempts, error } = delivery;
  const tries = attempts > 1 ? [`，共试 ${attempts} 次`, `, ${attempts} tries`] : ['', ''];
  const why = error === 'timeout' ? ['产品超时未答', 'no answer in time'] : ['产品连接不上', 'no connection'];
  const zh = status === null ? `回调失败：${why[0]}` : `已回调产品，${status}，${ms} 毫秒`;
  const en = status === null ? `callback failed: ${why[1]}` : `callback answered ${status} in ${ms} ms`;
  const detail = {
    api: 'callback',
    status,
    ms,
    ...(event.userid === undefined ? {} : { userid: event.userid }),
  };
  core.log.add('callback', `${event.zh}，${zh}${tries[0]}`, `${event.en}: ${en}${tries[1]}`, detail);
}
