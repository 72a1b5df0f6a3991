import { useEffect, useState } from 'react';
import { useDesk, useDeskActions } from '../desk/desk-context.tsx';
import { useWords } from '../words/words.tsx';
import { Avatar } from './avatar.tsx';
import { Phone } from './phone.tsx';

/** The three phones side by side; on a narrow screen one at a time, chosen by name. */
export function PhoneRow() {
  const { say } = useWords();
  const members = useDesk((desk) => desk.members);
  const slots = useDesk((desk) => desk.slots);
  const [front, setFront] = useState(0);
  const ringing = useDesk((desk) => (desk.guide.pressed ? null : (desk.freshCard?.userid ?? null)));
  // On a narrow screen the phone that rings comes to the front, as long as the guide leads.
  useEffect(() => {
    const slot = ringing === null ? -1 : slots.indexOf(ringing);
    if (slot >= 0) setFront(slot);
  }, [ringing, slots]);
  const shown = slots.flatMap((id) => members.filter((member) => member.userid === id));
  return (
    <section className="phones" aria-label={say('phones')} id="phones" tabIndex={-1}>
      <Colleagues front={front} setFront={setFront} />
      <div className="phone-row" data-front={front}>
        {shown.map((member, slot) => (
          <div className="phone-slot" key={member.userid} data-front={slot === front}>
            <Phone member={member} slot={slot} />
          </div>
        ))}
      </div>
    </section>
  );
}

/** All ten faces with their unread badges; a press puts that phone on the desk, or in front on a narrow screen. */
function Colleagues({ front, setFront }: { front: number; setFront: (slot: number) => void }) {
  const { say } = useWords();
  const { putOnDesk } = useDeskActions();
  const members = useDesk((desk) => desk.members);
  const slots = useDesk((desk) => desk.slots);
  const unread = useDesk((desk) => desk.unread);
  const calling = useDesk((desk) => desk.freshCard?.userid ?? null);
  const onDesk = slots.flatMap((id) => members.filter((member) => member.userid === id));
  const others = members.filter((member) => member.active && !slots.includes(member.userid));
  const look = (userid: string) => {
    const slot = slots.indexOf(userid);
    if (slot >= 0) return setFront(slot);
    putOnDesk(window.matchMedia('(max-width: 819px)').matches ? front : 1, userid);
  };
  return (
    <fieldset className="faces" aria-label={say('phone.swap')}>
      {[...onDesk, ...others].map((member) => {
        const count = unread[member.userid] ?? 0;
        const label = count > 0 ? `${member.name}, ${say('phone.unread', { n: count })}` : member.name;
        return (
          <button
            type="button"
            className="face"
            key={member.userid}
            data-on-desk={slots.includes(member.userid)}
            data-calling={calling === member.userid}
            aria-pressed={slots.indexOf(member.userid) === front}
            aria-label={`${label}: ${say('phone.look')}`}
            onClick={() => look(member.userid)}
          >
            <Avatar name={member.name} id={member.userid} />
            {count > 0 && <span className="badge">{count > 99 ? '99+' : count}</span>}
            <span className="face-name">{member.name}</span>
          </button>
        );
      })}
    </fieldset>
  );
}
