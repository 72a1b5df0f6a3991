import { useEffect, useState } from 'react';
import { api, logIn } from './api.ts';
import { Failure, Notice, Waiting } from './components/states.tsx';
import { AdminPage } from './pages/admin/admin.tsx';
import { LeadPage } from './pages/lead.tsx';
import { LeadListPage } from './pages/lead-list.tsx';
import { useRouter } from './router.tsx';
import { useLoad } from './use-load.ts';

const TRIED = 'login tried';

/** Storage is refused to a page framed by another site in a private window; the window's name lives as long. */
function wasTried(): boolean {
  try {
    return sessionStorage.getItem(TRIED) !== null;
  } catch {
    return window.name === TRIED;
  }
}

function rememberTry(tried: boolean): void {
  try {
    if (tried) sessionStorage.setItem(TRIED, '1');
    else sessionStorage.removeItem(TRIED);
  } catch {
    window.name = tried ? TRIED : '';
  }
}

/** Inside the chat client login needs no press; it is tried once, so that a refusal cannot go in circles. */
function useLoginOnce(failed: boolean, done: boolean): boolean {
  const [leaving, setLeaving] = useState(false);
  useEffect(() => {
    if (done) rememberTry(false);
    if (!failed || wasTried()) return;
    rememberTry(true);
    setLeaving(true);
    logIn();
  }, [failed, done]);
  return leaving;
}

/** /app/ → my leads; /app/leads/:id → one lead; anything else says that it is not there. */
export function App() {
  const { path, go } = useRouter();
  const me = useLoad('me', api.me);
  const leaving = useLoginOnce(me.error?.code === 'UNAUTHENTICATED', me.data !== null);
  if (leaving) return <Waiting />;
  if (me.error !== null) return <Failure error={me.error} retry={me.reload} />;
  if (me.data === null) return <Waiting />;
  const lead = /^\/app\/leads\/([\w-]{1,64})\/?$/.exec(path)?.[1];
  if (lead !== undefined) return <LeadPage key={lead} id={lead} me={me.data} />;
  if (/^\/app\/admin\/?$/.test(path)) return <AdminPage me={me.data} />;
  if (/^\/app\/?(leads\/?)?$/.test(path)) return <LeadListPage me={me.data} onMe={me.set} />;
  return (
    <Notice
      title="没有这个页面"
      text="链接可能不完整或已经改变。"
      action={{ text: '查看我的线索', run: () => go('/app/') }}
    />
  );
}
