import type { Member } from '../desk/desk.types.ts';
import { useDesk, useDeskActions } from '../desk/desk-context.tsx';
import { Icon } from '../icons.tsx';
import { useWords } from '../words/words.tsx';
import type { WordKey } from '../words/zh.ts';
import { Avatar } from './avatar.tsx';

interface PhoneOwnerProps {
  member: Member;
  slot: number;
  headingId: string;
}

/** Name plate above a phone; choosing another name puts that person's phone here. */
export function PhoneOwner({ member, slot, headingId }: PhoneOwnerProps) {
  const { say } = useWords();
  const { putOnDesk } = useDeskActions();
  const members = useDesk((desk) => desk.members);
  return (
    <div className="owner">
      <Avatar name={member.name} id={member.userid} />
      <div className="owner-text">
        <h3 id={headingId}>{member.name}</h3>
        <p>
          {roleWord(member, say)} · {member.store}
        </p>
      </div>
      <span className="owner-swap">
        <Icon name="swap" />
        <select
          aria-label={`${say('phone.of', { name: member.name })}: ${say('phone.swap')}`}
          value={member.userid}
          onChange={(event) => putOnDesk(slot, event.target.value)}
        >
          {members
            .filter((each) => each.active || each.userid === member.userid)
            .map((each) => (
              <option key={each.userid} value={each.userid}>
                {each.name} · {roleWord(each, say)} · {each.store}
              </option>
            ))}
        </select>
      </span>
    </div>
  );
}

export function roleWord(member: Member, say: (key: WordKey) => string): string {
  if (member.title !== '' && document.documentElement.lang.startsWith('zh')) return member.title;
  const key = `role.${member.role}`;
  return key === 'role.sales' ||
    key === 'role.manager' ||
    key === 'role.service_advisor' ||
    key === 'role.admin'
    ? say(key)
    : member.role;
}
