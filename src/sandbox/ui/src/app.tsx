import { useState } from 'react';
import { useDesk } from './desk/desk-context.tsx';
import { Icon } from './icons.tsx';
import { LogPanel } from './log/log-panel.tsx';
import { PhoneRow } from './phones/phone-row.tsx';
import { LeadSourcePanel } from './sources/lead-source-panel.tsx';
import { GuideStrip } from './top/guide-strip.tsx';
import { LostBanner, TopBar } from './top/top-bar.tsx';
import { useWords } from './words/words.tsx';

const TABS = ['phones', 'sources', 'log'] as const;
type Tab = (typeof TABS)[number];

/** Everything on one desk; on a narrow screen three tabs. */
export function App() {
  const { say } = useWords();
  const isLoading = useDesk((desk) => desk.members.length === 0);
  const unread = useDesk((desk) => desk.slots.reduce((sum, id) => sum + (desk.unread[id] ?? 0), 0));
  const [tab, setTab] = useState<Tab>('phones');
  const showPhones = () => {
    setTab('phones');
    document.querySelector('[data-fresh="true"]')?.scrollIntoView({ behavior: 'smooth', block: 'nearest' });
    document.querySelector<HTMLElement>('[data-fresh="true"] .card-button')?.focus({ preventScroll: true });
  };
  return (
    <div className="app">
      <a className="skip" href="#phones">
        {say('skip')}
      </a>
      <TopBar />
      <LostBanner />
      <GuideStrip showPhones={showPhones} />
      <main className="desk" data-tab={tab}>
        <div className="desk-part" data-part="sources">
          <LeadSourcePanel />
        </div>
        <div className="desk-part" data-part="phones">
          {isLoading ? <EmptyDesk /> : <PhoneRow />}
        </div>
        <div className="desk-part" data-part="log">
          <LogPanel />
        </div>
      </main>
      <nav className="tabs" aria-label={say('tabs')}>
        {TABS.map((each) => (
          <button
            type="button"
            key={each}
            aria-current={tab === each ? 'page' : undefined}
            onClick={() => setTab(each)}
          >
            <Icon name={each} size={19} />
            {say(`tab.${each}`)}
            {each === 'phones' && tab !== 'phones' && unread > 0 && <span className="badge">{unread}</span>}
          </button>
        ))}
      </nav>
    </div>
  );
}

/** Outlines of three phones while the state is on its way: nothing jumps when it arrives. */
function EmptyDesk() {
  const { say } = useWords();
  return (
    <section className="phones" aria-busy="true">
      <p className="phones-loading" role="status">
        {say('loading')}
      </p>
      <div className="phone-row" data-front="0">
        {[0, 1, 2].map((slot) => (
          <div className="phone-slot" key={slot} data-front={slot === 0}>
            <div className="phone-stand">
              <div className="owner" />
              <div className="phone phone-off" />
            </div>
          </div>
        ))}
      </div>
    </section>
  );
}
