import { Radio } from 'antd-mobile';
import { useState } from 'react';
import type { LeadDetail } from '../../../contract/staff-api.ts';
import { api } from '../api.ts';
import { useLoad } from '../use-load.ts';
import type { Run } from './lead-actions.tsx';
import { Field, Sheet, TextBox } from './sheet.tsx';

/** Whom to give it to: those who are free first, with how many open leads they have. */
export function TransferForm({ lead, run, close }: { lead: LeadDetail; run: Run; close: () => void }) {
  const candidates = useLoad(`candidates:${lead.id}`, () => api.candidates(lead.id));
  const [to, setTo] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    if (to === null) return setError('请选择一位同事');
    setError(null);
    setBusy(true);
    await run(() => api.transfer(lead, to, reason.trim()), '已转派');
    setBusy(false);
  };
  return (
    <Sheet title="转派给同事" submit="转派" busy={busy} onSubmit={() => void submit()} close={close}>
      <Field label="同事" error={error ?? candidates.error?.message ?? null}>
        {candidates.loading && <p className="quiet">正在加载…</p>}
        {candidates.data?.candidates.length === 0 && <p className="quiet">本店没有其他可接收的同事。</p>}
        <Radio.Group value={to} onChange={(value) => setTo(String(value))}>
          {candidates.data?.candidates.map((person) => (
            <Radio key={person.id} value={person.id} block className="person">
              {person.name} <span className="quiet small">{person.title}</span>
              <span className="quiet small person-load">
                {person.note ?? '可接收'} · 进行中 {person.openLeads} 条
              </span>
            </Radio>
          ))}
        </Radio.Group>
      </Field>
      <Field label="原因（选填）">
        <TextBox name="原因" maxLength={200} rows={2} value={reason} onChange={setReason} />
      </Field>
    </Sheet>
  );
}
