import { useState } from 'react';
import { browserNowMs } from '../desk/browser-time.ts';
import { useDesk, useDeskActions } from '../desk/desk-context.tsx';
import { failureInWords } from '../words/failure.ts';
import { useWords } from '../words/words.tsx';
import type { Sending, SourceChannel } from './channels.ts';
import { describeOutcome, isRefusal, type Outcome } from './lead-answer.ts';
import type { Customer } from './random-customer.ts';

/** Sends a customer through a channel as the outside system would; keeps the answer in words. */
export function useSendLead() {
  const { say } = useWords();
  const actions = useDeskActions();
  const skewMs = useDesk((desk) => desk.skewMs);
  const members = useDesk((desk) => desk.members);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [isSending, setSending] = useState(false);

  const deliver = async (channel: SourceChannel, customer: Customer, staffId: string): Promise<Outcome> => {
    if (channel.id === 'wecom_contact') {
      const member = members.find((each) => each.userid === staffId);
      const state = `s_${member?.storeId ?? ''}`;
      await actions.addContact({ userid: staffId, name: customer.name, mobile: customer.phone, state });
      return { type: 'contact', customer: customer.name, staff: member?.name ?? staffId };
    }
    const reply = await actions.sendLead(
      channel.id,
      channel.body(customer, sendingAt(browserNowMs() + skewMs)),
    );
    return { type: 'lead', reply, customer: customer.name };
  };
  const send = async (channel: SourceChannel, customer: Customer, staffId: string) => {
    setSending(true);
    setOutcome(null);
    actions.leadWasSent(true);
    const result = await deliver(channel, customer, staffId).catch(
      (error: unknown): Outcome => ({
        type: 'failed',
        why: failureInWords(error, say),
      }),
    );
    if (isRefusal(result)) actions.leadWasSent(false);
    setOutcome(result);
    setSending(false);
  };
  const answer = outcome === null ? null : describeOutcome(outcome, say);
  return { send, answer, isSending, forget: () => setOutcome(null) };
}

/** An order number as a portal would give it. */
export function sendingAt(atMs: number): Sending {
  return { serial: `SBX${Math.floor(atMs).toString(36).toUpperCase()}`, atMs };
}
