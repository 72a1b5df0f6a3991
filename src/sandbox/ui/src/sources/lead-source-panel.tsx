import { useState } from 'react';
import { useDesk } from '../desk/desk-context.tsx';
import { Icon } from '../icons.tsx';
import { useWords } from '../words/words.tsx';
import { AnswerBox } from './answer-box.tsx';
import { CHANNELS, type ChannelId, channelById, type Sending } from './channels.ts';
import { CustomerForm } from './customer-form.tsx';
import { type Customer, randomCustomer } from './random-customer.ts';
import { useSendLead } from './use-send-lead.ts';

/** Stands in for the moment of sending. */
const PREVIEW: Sending = { serial: 'SBX1', atMs: 0 };

/** Plays the customer: choose a channel, look at who it is, submit, read what the product said. */
export function LeadSourcePanel() {
  const { say } = useWords();
  const [channelId, setChannelId] = useState<ChannelId>('mini_program');
  const channel = channelById(channelId);
  const [customer, setCustomer] = useState<Customer>(() => randomCustomer(true, Math.random));
  const members = useDesk((desk) => desk.members);
  const [staffId, setStaffId] = useState<string | null>(null);
  const adding = staffId ?? members.find((member) => member.role === 'sales')?.userid ?? '';
  const { send, answer, isSending, forget } = useSendLead();
  const another = (wantsSuv: boolean) => {
    setCustomer(randomCustomer(wantsSuv, Math.random));
    forget();
  };
  const choose = (id: ChannelId) => {
    setChannelId(id);
    another(channelById(id).wantsSuv);
  };
  return (
    <section className="panel sources" aria-labelledby="sources-heading">
      <header className="panel-head">
        <h2 id="sources-heading">{say('sources')}</h2>
        <p>{say('sources.about')}</p>
      </header>
      <div className="panel-body">
        <div className="channels" role="radiogroup" aria-labelledby="sources-heading">
          {CHANNELS.map((each) => (
            <label key={each.id} className="channel" data-chosen={each.id === channelId}>
              <input
                type="radio"
                name="channel"
                value={each.id}
                checked={each.id === channelId}
                onChange={() => choose(each.id)}
              />
              <Icon name={each.id} />
              {say(`source.${each.id}`)}
            </label>
          ))}
        </div>
        <CustomerForm
          channel={channel}
          customer={customer}
          change={setCustomer}
          staffId={adding}
          chooseStaff={setStaffId}
          isSending={isSending}
          another={() => another(channel.wantsSuv)}
          submit={() => void send(channel, customer, adding)}
        />
        <div aria-live="polite">{answer !== null && <AnswerBox answer={answer} />}</div>
        {answer !== null && answer.tone === 'good' && channelId !== 'wecom_contact' && (
          <button
            type="button"
            className="button-quiet wide"
            onClick={() => void send(channel, customer, adding)}
          >
            {say('source.same')}
          </button>
        )}
        {channelId !== 'wecom_contact' && (
          <details className="verbatim">
            <summary>{say('source.asks')}</summary>
            <pre>{JSON.stringify(channel.body(customer, PREVIEW), null, 2)}</pre>
          </details>
        )}
        {channelId !== 'wecom_contact' && (
          <button
            type="button"
            className="button-quiet wide"
            onClick={() => setCustomer({ ...customer, phone: '12345' })}
          >
            {say('source.broken')}
          </button>
        )}
      </div>
    </section>
  );
}
