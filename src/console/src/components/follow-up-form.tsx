import { Selector } from 'antd-mobile';
import { useState } from 'react';
import type { FollowUpRequest, LeadDetail } from '../../../contract/staff-api.ts';
import { api } from '../api.ts';
import { shanghaiInstant, showTime } from '../time.ts';
import type { Run } from './lead-actions.tsx';
import { Field, Sheet, TextBox } from './sheet.tsx';

type Method = FollowUpRequest['method'];

/** 方式, 内容, 下一步: three choices and one sentence. Survives a failed attempt; is sent once. */
export function FollowUpForm({ lead, run, close }: { lead: LeadDetail; run: Run; close: () => void }) {
  const [method, setMethod] = useState<Method>('call');
  const [summary, setSummary] = useState('');
  const [next, setNext] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  // One key per opened form: pressing again after a lost answer records nothing twice.
  const [key] = useState(() => crypto.randomUUID?.() ?? `${lead.id}-${performance.now()}`);
  const submit = async () => {
    if (summary.trim() === '') return setError('请写一句跟进内容');
    setError(null);
    setBusy(true);
    const body = { method, summary: summary.trim(), nextAt: next === '' ? null : next, key };
    await run(() => api.followUp(lead.id, body), '已记录');
    setBusy(false);
  };
  return (
    <Sheet title="写跟进" submit="保存" busy={busy} onSubmit={() => void submit()} close={close}>
      <Field label="跟进方式">
        <Selector
          options={lead.methods.map(({ id, label }) => ({ value: id, label }))}
          value={[method]}
          onChange={([value]) => value !== undefined && setMethod(value as Method)}
        />
      </Field>
      <Field label="跟进内容" error={error}>
        <TextBox
          name="跟进内容"
          placeholder="例如：周六上午到店试驾"
          maxLength={1000}
          rows={3}
          value={summary}
          onChange={setSummary}
        />
      </Field>
      <Field label="下次跟进">
        <Selector
          options={nextChoices(lead.now)}
          value={[next]}
          onChange={([value]) => setNext(value ?? '')}
        />
      </Field>
    </Sheet>
  );
}

function nextChoices(now: string): { value: string; label: string }[] {
  const choice = (name: string, days: number, hour: number) => {
    const value = shanghaiInstant(now, days, hour);
    return { value, label: `${name} ${showTime(value, now).split(' ').at(-1)}` };
  };
  const all = [
    choice('今天', 0, 18),
    choice('明天', 1, 10),
    choice('后天', 2, 10),
    choice('三天后', 3, 10),
    choice('一周后', 7, 10),
  ];
  return [{ value: '', label: '不安排' }, ...all.filter(({ value }) => value > now)];
}
