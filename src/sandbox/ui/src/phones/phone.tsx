import { useEffect, useId, useState } from 'react';
import { shanghaiParts } from '../desk/browser-time.ts';
import type { Member } from '../desk/desk.types.ts';
import { useDesk } from '../desk/desk-context.tsx';
import { useProductTime } from '../desk/use-product-time.ts';
import { useWords } from '../words/words.tsx';
import { ChatList } from './chat-list.tsx';
import { ChatView } from './chat-view.tsx';
import { InPhonePage } from './in-phone-page.tsx';
import { PhoneOwner } from './phone-owner.tsx';

/** One phone on the desk: whose it is, and what is on its screen. */
export function Phone({ member, slot }: { member: Member; slot: number }) {
  const { say } = useWords();
  const [screen, setScreen] = useState<'list' | 'chat'>('chat');
  const [page, setPage] = useState<string | null>(null);
  const isCalling = useDesk((desk) => desk.freshCard?.userid === member.userid);
  const heading = useId();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another owner means another phone
  useEffect(() => {
    setScreen('chat');
    setPage(null);
  }, [member.userid]);
  return (
    <section
      className="phone-stand"
      aria-labelledby={heading}
      data-userid={member.userid}
      data-calling={isCalling}
    >
      <PhoneOwner member={member} slot={slot} headingId={heading} />
      <div className="phone">
        <StatusBar />
        <div className="phone-screen">
          {screen === 'list' ? (
            <ChatList member={member} open={() => setScreen('chat')} />
          ) : (
            <ChatView
              key={member.userid}
              member={member}
              openLink={setPage}
              close={() => setScreen('list')}
            />
          )}
          {page !== null && <InPhonePage member={member} url={page} close={() => setPage(null)} />}
        </div>
        <span className="phone-home" aria-hidden="true" />
      </div>
      <span className="visually-hidden" aria-live="polite">
        {isCalling ? say('phone.rang', { name: member.name }) : ''}
      </span>
    </section>
  );
}

function StatusBar() {
  const { language } = useWords();
  const now = useProductTime();
  return (
    <div className="phone-status" aria-hidden="true">
      <span>{shanghaiParts(now, language).time}</span>
      <span className="phone-notch" />
      <span className="phone-signal">
        <i />
        <i />
        <i />
        <b />
      </span>
    </div>
  );
}
