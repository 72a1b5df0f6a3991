import { useId } from 'react';
import { useDesk } from '../desk/desk-context.tsx';
import { Icon } from '../icons.tsx';
import { useWords } from '../words/words.tsx';
import type { SourceChannel } from './channels.ts';
import type { Customer } from './random-customer.ts';

interface CustomerFormProps {
  channel: SourceChannel;
  customer: Customer;
  change: (customer: Customer) => void;
  staffId: string;
  chooseStaff: (userid: string) => void;
  isSending: boolean;
  another: () => void;
  submit: () => void;
}

/** The invented customer, ready to be sent or edited first. */
export function CustomerForm(props: CustomerFormProps) {
  const { channel, customer, change, isSending, another, submit } = props;
  const { say } = useWords();
  const id = useId();
  return (
    <form
      className="customer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="customer-about">
        <span>{say(`source.${channel.id}.about`)}</span>
        <button type="button" className="link" onClick={another}>
          <Icon name="dice" size={14} /> {say('source.dice')}
        </button>
      </div>
      {channel.id === 'wecom_contact' && <StaffChoice {...props} />}
      {channel.fields.map((field) => (
        <div className="field" key={field}>
          <label htmlFor={`${id}-${field}`}>{say(`field.${field}`)}</label>
          <input
            id={`${id}-${field}`}
            value={customer[field]}
            inputMode={field === 'phone' ? 'tel' : 'text'}
            autoComplete="off"
            onChange={(event) => change({ ...customer, [field]: event.target.value })}
          />
        </div>
      ))}
      <button type="submit" className="button-primary wide" disabled={isSending} aria-busy={isSending}>
        {isSending && <span className="spinner" aria-hidden="true" />}
        {isSending ? say('source.submitting') : say('source.submit')}
      </button>
    </form>
  );
}

function StaffChoice({ staffId, chooseStaff }: CustomerFormProps) {
  const { say } = useWords();
  const id = useId();
  const members = useDesk((desk) => desk.members);
  return (
    <div className="field">
      <label htmlFor={id}>{say('field.staff')}</label>
      <select id={id} value={staffId} onChange={(event) => chooseStaff(event.target.value)}>
        {members
          .filter((member) => member.active)
          .map((member) => (
            <option key={member.userid} value={member.userid}>
              {member.name} · {member.store}
            </option>
          ))}
      </select>
    </div>
  );
}
