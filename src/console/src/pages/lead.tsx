import { Button, NavBar, Toast } from 'antd-mobile';
import { useEffect, useState } from 'react';
import type { LeadDetail, Me, RevealResponse } from '../../../contract/staff-api.ts';
import { ApiError, api } from '../api.ts';
import { LevelTag, StatusTag } from '../components/badges.tsx';
import { LeadActions } from '../components/lead-actions.tsx';
import { Failure, Waiting } from '../components/states.tsx';
import { useRouter } from '../router.tsx';
import { showRemaining, showTime } from '../time.ts';
import { useLoad } from '../use-load.ts';

/** One lead: who, what, why me, until when, what happened, and what to do next. */
export function LeadPage({ id, me }: { id: string; me: Me }) {
  const { back } = useRouter();
  const lead = useLoad(`lead:${id}`, () => api.lead(id));
  return (
    <>
      <NavBar onBack={back} backIcon backArrow={true}>
        线索
      </NavBar>
      {lead.error !== null && lead.data === null && <Failure error={lead.error} retry={lead.reload} />}
      {lead.data === null && lead.error === null && <Waiting />}
      {lead.data !== null && (
        <>
          <main className="page with-actions">
            <Customer lead={lead.data} />
            <Deadlines lead={lead.data} />
            <Facts lead={lead.data} />
            <Timeline lead={lead.data} />
            <p className="quiet small centre">以 {me.name} 的身份查看</p>
          </main>
          <LeadActions lead={lead.data} onChange={lead.set} reload={lead.reload} />
        </>
      )}
    </>
  );
}

function Customer({ lead }: { lead: LeadDetail }) {
  const [phone, setPhone] = useState<RevealResponse | null>(null);
  const [busy, setBusy] = useState(false);
  const reveal = async () => {
    setBusy(true);
    try {
      setPhone(await api.reveal(lead.id));
    } catch (error) {
      Toast.show({ icon: 'fail', content: error instanceof ApiError ? error.message : '没有成功' });
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="panel">
      <h1>{lead.name}</h1>
      <p className="tags">
        <StatusTag status={lead.status} />
        <LevelTag level={lead.level} score={lead.score} />
      </p>
      {lead.lostReason && <p>战败原因：{lead.lostReason.label}</p>}
      <div className="phone">
        <span className="number">{phone?.formatted ?? (lead.phoneMasked || '没有留电话')}</span>
        {phone === null && lead.actions.includes('reveal') && (
          <Button loading={busy} onClick={() => void reveal()}>
            查看号码
          </Button>
        )}
        {phone !== null && (
          <a className="call" href={`tel:${phone.phone}`}>
            拨打
          </a>
        )}
      </div>
      {phone === null && lead.actions.includes('reveal') && (
        <p className="quiet small">查看号码会留下记录。</p>
      )}
    </section>
  );
}

function Deadlines({ lead }: { lead: LeadDetail }) {
  const nowMs = useServerNow(lead.now);
  if (lead.deadlines.length === 0) return null;
  return (
    <section className="panel">
      <h2>时限</h2>
      <ul className="plain">
        {lead.deadlines.map((deadline) => {
          const left = showRemaining(deadline.dueAt, nowMs);
          return (
            <li key={deadline.kind} className="deadline">
              <span>
                {deadline.label} <span className="quiet small">{showTime(deadline.dueAt, lead.now)}</span>
              </span>
              <strong className={left.late ? 'late' : ''}>{left.text}</strong>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The service's time, counted on by this phone; the phone's own clock may be wrong. */
function useServerNow(serverNow: string): number {
  const [now, setNow] = useState(() => new Date(serverNow).getTime());
  useEffect(() => {
    const base = new Date(serverNow).getTime();
    const start = performance.now();
    setNow(base);
    const timer = setInterval(() => setNow(base + performance.now() - start), 15_000);
    return () => clearInterval(timer);
  }, [serverNow]);
  return now;
}

function Facts({ lead }: { lead: LeadDetail }) {
  const rows: [string, string | null][] = [
    ['意向车型', lead.model],
    ['想要', lead.wants.map((want) => want.label).join('、') || null],
    ['业务', lead.businessLine.label],
    ['来源', lead.sources.map((source) => source.label).join('、') || lead.channel.label],
    ['城市', lead.city],
    ['门店', lead.storeName],
    ['归属顾问', lead.owner?.name ?? null],
    ['车牌', lead.plate],
    ['车架号', lead.vin],
    ['留言', lead.remark],
    ['下次跟进', lead.nextFollowUpAt && showTime(lead.nextFollowUpAt, lead.now)],
  ];
  return (
    <section className="panel">
      {lead.why && (
        <>
          <h2>为什么给我</h2>
          <p>{lead.why}</p>
        </>
      )}
      {lead.scoreReasons.length > 0 && (
        <>
          <h2>评分 {lead.score} 分</h2>
          <ul className="plain">
            {lead.scoreReasons.map((reason) => (
              <li key={reason.label} className="deadline">
                <span>{reason.label}</span>
                <span>
                  {reason.points > 0 ? '+' : ''}
                  {reason.points} 分
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      <h2>资料</h2>
      <dl>
        {rows
          .filter(([, value]) => value !== null && value !== '')
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}

function Timeline({ lead }: { lead: LeadDetail }) {
  return (
    <section className="panel">
      <h2>经过</h2>
      {lead.timeline.length === 0 && <p className="quiet">还没有记录。</p>}
      <ol className="timeline">
        {lead.timeline.map((entry) => (
          <li key={entry.id}>
            <span className="quiet small">{showTime(entry.at, lead.now)}</span>
            <span>{entry.title}</span>
            {entry.text && <span className="said">{entry.text}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}
