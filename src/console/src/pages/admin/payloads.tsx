import { Button, ErrorBlock } from 'antd-mobile';
import { api } from '../../api.ts';
import { Failure, Waiting } from '../../components/states.tsx';
import { showTime } from '../../time.ts';
import { useLoad } from '../../use-load.ts';
import { useWork } from '../../use-work.ts';
import { describeReplay } from './describe-replay.ts';

/** Payloads that became no lead: why, and another try after a fix, one or all. */
export function PayloadPanel() {
  const page = useLoad('payloads', () => api.rejectedPayloads(null));
  const { busy, run } = useWork();
  if (page.data === null) {
    return page.error === null ? <Waiting /> : <Failure error={page.error} retry={page.reload} />;
  }
  const { payloads, next } = page.data;
  const replay = (id: string) =>
    run(async () => {
      const { outcome, reason } = await api.replayPayload(id);
      await page.reload();
      return outcome === 'rejected' ? `仍未接收：${reason ?? '原因不明'}` : '已接收';
    });
  const replayAll = () =>
    run(async () => {
      const summary = await api.replayPayloads();
      await page.reload();
      return describeReplay(summary);
    });
  const more = () =>
    run(async () => {
      const older = await api.rejectedPayloads(next);
      page.set({ ...older, payloads: [...payloads, ...older.payloads] });
      return null;
    });
  if (payloads.length === 0) {
    return <ErrorBlock status="empty" title="没有未接收的报文" description="所有渠道的线索都已接收。" />;
  }
  return (
    <>
      <section className="panel">
        <p className="quiet small">原始报文都已保存。修正映射或字典后，可以重放。</p>
        <Button block color="primary" loading={busy} onClick={() => void replayAll()}>
          全部重放
        </Button>
      </section>
      <ol className="leads">
        {payloads.map((payload) => (
          <li key={payload.id} className="panel">
            <strong>{payload.reason ?? '未接收'}</strong>
            <p className="quiet small">
              {payload.channel} · 字段 {payload.field ?? '—'} · {showTime(payload.receivedAt, page.data!.now)}
            </p>
            <Button disabled={busy} onClick={() => void replay(payload.id)}>
              重放
            </Button>
          </li>
        ))}
      </ol>
      {next !== null && (
        <Button block disabled={busy} onClick={() => void more()}>
          更早的
        </Button>
      )}
    </>
  );
}
