import { useState } from 'react';
import { browserNowMs } from '../desk/browser-time.ts';
import { useDesk, useDeskActions } from '../desk/desk-context.tsx';
import { useWords } from '../words/words.tsx';
import type { SourceChannel } from './channels.ts';
import { type AnswerInWords, describeAnswer } from './lead-answer.ts';
import type { Customer } from './random-customer.ts';

/** Sends a customer through a channel as the outside system would; keeps the answer in words. */
export function useSendLead() {
  const { say } = useWords();
  const actions = useDeskActions();
  const skewMs = useDesk((desk) => desk.skewMs);
  const members = useDesk((desk) => desk.members);
  const [answer, setAnswer] = useState<AnswerInWords | null>(null);
  const [isSending, setSending] = useState(false);

  const addContact = async (customer: Customer, staffId: string): Promise<AnswerInWords> => {
    await actions.addContact({
      userid: staffId,
      name: customer.name,
      mobile: customer.phone,
      state: 'sandbox',
    });
    const staff = members.find((member) => member.userid === staffId)?.name ?? staffId;
    const more = say('answer.contact.more', { customer: customer.name, staff });
    return { tone: 'good', title: say('answer.contact'), lines: [more] };
  };
  const postLead = async (channel: SourceChannel, customer: Customer): Promise<AnswerInWords> => {
    const now = new Date(browserNowMs() + skewMs);
    const serial = `SBX${now.getTime().toString(36).toUpperCase()}`;
    const reply = await actions.sendLead(channel.id, channel.body(customer, serial, now));
    return describeAnswer(reply, customer.name, say);
  };
  const send = async (channel: SourceChannel, customer: Customer, staffId: string) => {
    setSending(true);
    setAnswer(null);
    actions.leadWasSent(true);
    try {
      const words =
        channel.id === 'wecom_contact'
          ? await addContact(customer, staffId)
          : await postLead(channel, customer);
      setAnswer(words);
      if (words.tone === 'bad') actions.leadWasSent(false);
    } catch (error) {
      actions.leadWasSent(false);
      const why = error instanceof Error ? error.message : String(error);
      setAnswer({
        tone: 'bad',
        title: say('error.general', { why }),
        lines: [say('answer.unreachable.more')],
      });
    } finally {
      setSending(false);
    }
  };
  return { send, answer, isSending, forget: () => setAnswer(null) };
}
