import { Button, CapsuleTabs, ErrorBlock, InfiniteScroll, PullToRefresh, Toast } from 'antd-mobile';
import { useState } from 'react';
import type { LeadSummary, Me } from '../../../contract/staff-api.ts';
import { ApiError, api } from '../api.ts';
import { LevelTag, StatusTag } from '../components/badges.tsx';
import { Failure, Waiting } from '../components/states.tsx';
import { useRouter } from '../router.tsx';
import { showTime } from '../time.ts';
import { useLoad } from '../use-load.ts';

type Scope = 'mine' | 'store';

/** My leads, newest first; managers may look at their store's. */
export function LeadListPage({ me, onMe }: { me: Me; onMe: (me: Me) => void }) {
  const [scope, setScope] = useState<Scope>('mine');
  const page = useLoad(`leads:${scope}`, () => api.leads(scope, null));
  const more = async () => {
    if (page.data?.next == null) return;
    const next = await api.leads(scope, page.data.next);
    page.set({ ...next, leads: [...page.data.leads, ...next.leads] });
  };
  return (
    <div className="page">
      <Greeting me={me} onMe={onMe} />
      {me.mayListStore && (
        <CapsuleTabs activeKey={scope} onChange={(key) => setScope(key as Scope)}>
          <CapsuleTabs.Tab title="我的线索" key="mine" />
          <CapsuleTabs.Tab title="本店线索" key="store" />
        </CapsuleTabs>
      )}
      {me.maySeeAdmin && <AdminLink />}
      {page.error !== null && page.data === null && <Failure error={page.error} retry={page.reload} />}
      {page.data === null && page.error === null && <Waiting />}
      {page.data !== null && (
        <PullToRefresh onRefresh={page.reload}>
          <ol className="leads">
            {page.data.leads.map((lead) => (
              <li key={lead.id}>
                <LeadRow lead={lead} now={page.data!.now} showOwner={scope === 'store'} />
              </li>
            ))}
          </ol>
          {page.data.leads.length === 0 && (
            <ErrorBlock
              status="empty"
              title="还没有线索"
              description="新线索分配给您时，会在聊天里收到卡片。"
            />
          )}
          {page.data.leads.length > 0 && (
            <InfiniteScroll loadMore={more} hasMore={page.data.next !== null} threshold={200} />
          )}
        </PullToRefresh>
      )}
    </div>
  );
}

function AdminLink() {
  const { go } = useRouter();
  return (
    <Button className="admin-link" size="small" fill="none" onClick={() => go('/app/admin')}>
      管理：未接收的报文、未识别的内容、规则
    </Button>
  );
}

function Greeting({ me, onMe }: { me: Me; onMe: (me: Me) => void }) {
  const [saving, setSaving] = useState(false);
  const toggle = async () => {
    setSaving(true);
    try {
      onMe(await api.setBusy(me.busyUntil === null ? 60 : null));
    } catch (error) {
      Toast.show({ icon: 'fail', content: error instanceof ApiError ? error.message : '没有成功' });
    } finally {
      setSaving(false);
    }
  };
  return (
    <header className="panel greeting">
      <div>
        <h1>{me.name}</h1>
        <p className="quiet">
          {me.storeName} · {me.title || me.roleLabel}
        </p>
        <p className="small">
          {me.busyUntil === null
            ? me.onDuty
              ? '在岗，接收新线索'
              : '不在岗'
            : `忙碌至 ${showTime(me.busyUntil, me.now)}`}
        </p>
      </div>
      <Button loading={saving} onClick={() => void toggle()}>
        {me.busyUntil === null ? '忙碌 60 分钟' : '恢复接单'}
      </Button>
    </header>
  );
}

function LeadRow({ lead, now, showOwner }: { lead: LeadSummary; now: string; showOwner: boolean }) {
  const { go } = useRouter();
  const href = `/app/leads/${lead.id}`;
  return (
    <a
      className="panel lead-row"
      href={href}
      onClick={(event) => {
        event.preventDefault();
        go(href);
      }}
    >
      <span className="lead-row-head">
        <strong>{lead.name}</strong>
        <StatusTag status={lead.status} />
        <LevelTag level={lead.level} score={lead.score} />
      </span>
      <span>{lead.model ?? '车型未填'}</span>
      <span className="quiet small">
        {lead.phoneMasked} · {lead.channel.label} · {showTime(lead.createdAt, now)}
        {showOwner && ` · ${lead.owner?.name || '无人负责'}`}
      </span>
      {lead.nextFollowUpAt && <span className="small">下次跟进 {showTime(lead.nextFollowUpAt, now)}</span>}
    </a>
  );
}
