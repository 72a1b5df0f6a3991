import { Button, Dialog, Toast } from 'antd-mobile';
import { useState } from 'react';
import type { LeadDetail } from '../../../contract/staff-api.ts';
import { ApiError, api, logIn } from '../api.ts';
import { FollowUpForm } from './follow-up-form.tsx';
import { LoseForm } from './lose-form.tsx';
import { TransferForm } from './transfer-form.tsx';

type Sheet = 'follow_up' | 'transfer' | 'lose' | null;

/** Runs a command; what went wrong is said, and a stale page shows the newest state before the next press. */
export type Run = (work: () => Promise<LeadDetail>, done: string) => Promise<boolean>;

/** The buttons at the thumb. Which ones there are is the service's decision; it judges each press again. */
export function LeadActions(props: {
  lead: LeadDetail;
  onChange: (lead: LeadDetail) => void;
  reload: () => Promise<void>;
}) {
  const { lead } = props;
  const [sheet, setSheet] = useState<Sheet>(null);
  const [busy, setBusy] = useState(false);
  const run: Run = async (work, done) => {
    setBusy(true);
    try {
      props.onChange(await work());
      setSheet(null);
      Toast.show({ icon: 'success', content: done });
      return true;
    } catch (error) {
      await explain(error, props.reload);
      return false;
    } finally {
      setBusy(false);
    }
  };
  const may = (action: LeadDetail['actions'][number]) => lead.actions.includes(action);
  if (!lead.actions.some((action) => action !== 'reveal')) return null;
  return (
    <nav className="actions" aria-label="操作">
      {may('accept') && (
        <Button
          color="primary"
          size="large"
          loading={busy}
          onClick={() => void run(() => api.accept(lead), '已接单')}
        >
          接单
        </Button>
      )}
      {may('contact') && (
        <Button
          color={may('accept') ? 'default' : 'primary'}
          size="large"
          loading={busy}
          onClick={() => void run(() => api.contact(lead), '已标记联系')}
        >
          已联系
        </Button>
      )}
      {may('follow_up') && (
        <Button size="large" disabled={busy} onClick={() => setSheet('follow_up')}>
          写跟进
        </Button>
      )}
      {may('transfer') && (
        <Button size="large" disabled={busy} onClick={() => setSheet('transfer')}>
          转派
        </Button>
      )}
      {may('lose') && (
        <Button size="large" disabled={busy} onClick={() => setSheet('lose')}>
          战败
        </Button>
      )}
      {sheet === 'follow_up' && <FollowUpForm lead={lead} run={run} close={() => setSheet(null)} />}
      {sheet === 'transfer' && <TransferForm lead={lead} run={run} close={() => setSheet(null)} />}
      {sheet === 'lose' && <LoseForm lead={lead} run={run} close={() => setSheet(null)} />}
    </nav>
  );
}

async function explain(error: unknown, reload: () => Promise<void>): Promise<void> {
  if (!(error instanceof ApiError)) throw error;
  if (error.code === 'UNAUTHENTICATED') return logIn();
  await Dialog.alert({ title: '没有成功', content: error.message, confirmText: '知道了' });
  // Somebody else was first, or it is no longer ours: show what is true now.
  if (error.status === 409 || error.status === 403 || error.status === 404) await reload();
}
