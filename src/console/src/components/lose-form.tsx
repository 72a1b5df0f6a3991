import { Selector } from 'antd-mobile';
import { useState } from 'react';
import type { LeadDetail } from '../../../contract/staff-api.ts';
import { api } from '../api.ts';
import type { Run } from './lead-actions.tsx';
import { Field, Sheet, TextBox } from './sheet.tsx';

/** 战败 needs a reason: it is the one thing the next offer can learn from. */
export function LoseForm({ lead, run, close }: { lead: LeadDetail; run: Run; close: () => void }) {
  const [reason, setReason] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    if (reason === null) return setError('请选择战败原因');
    setError(null);
    setBusy(true);
    await run(() => api.lose(lead, reason, note.trim()), '已标记战败');
    setBusy(false);
  };
  return (
    <Sheet title="标记战败" submit="确认战败" busy={busy} onSubmit={() => void submit()} close={close}>
      <Field label="战败原因" error={error}>
        <Selector
          columns={2}
          options={lead.lostReasons.map(({ id, label }) => ({ value: id, label }))}
          value={reason === null ? [] : [reason]}
          onChange={([value]) => setReason(value ?? null)}
        />
      </Field>
      <Field label="说明（选填）">
        <TextBox name="说明" maxLength={500} rows={2} value={note} onChange={setNote} />
      </Field>
    </Sheet>
  );
}
