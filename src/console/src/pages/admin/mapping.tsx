import { Button, ErrorBlock } from 'antd-mobile';
import { type FormEvent, useState } from 'react';
import type { MapFieldRequest, Unmapped } from '../../../../contract/admin-api.ts';
import { api } from '../../api.ts';
import { Failure, Waiting } from '../../components/states.tsx';
import { useLoad } from '../../use-load.ts';
import { useWork } from '../../use-work.ts';
import { TARGET_LABELS, WANT_MEANINGS } from './field-labels.ts';

/** Names and fields nobody has explained yet, and what they mean from now on. */
export function MappingPanel() {
  const unmapped = useLoad('unmapped', api.unmapped);
  if (unmapped.data === null) {
    return unmapped.error === null ? <Waiting /> : <Failure error={unmapped.error} retry={unmapped.reload} />;
  }
  const { models, fields, series } = unmapped.data;
  if (models.length === 0 && fields.length === 0) {
    return <ErrorBlock status="empty" title="没有未识别的内容" description="车型和字段都已对应。" />;
  }
  return (
    <>
      {models.length > 0 && <h2>车型</h2>}
      {models.map((model) => (
        <Row
          key={`${model.channel}:${model.text}`}
          title={model.text}
          note={`${model.channel} · ${model.count} 次`}
          choices={series.map(({ id, label }) => [id, label])}
          onChange={unmapped.set}
          save={(seriesId) => api.mapModel({ text: model.text, seriesId })}
        />
      ))}
      {fields.length > 0 && <h2>字段</h2>}
      {fields.map((field) => (
        <Row
          key={`${field.channel}:${field.field}`}
          title={field.field}
          note={`${field.channel} · ${field.count} 次`}
          choices={choicesOf(field.field)}
          onChange={unmapped.set}
          save={(value) => api.mapField(requestOf(field, value))}
        />
      ))}
    </>
  );
}

const isCode = (field: string) => field.includes('=');

function choicesOf(field: string): [string, string][] {
  if (isCode(field)) return Object.entries(WANT_MEANINGS);
  return Object.entries(TARGET_LABELS);
}

function requestOf(row: { channel: string; field: string }, value: string): MapFieldRequest {
  const { channel, field } = row;
  if (isCode(field)) return { channel, field, meaning: value };
  return { channel, field, target: value as NonNullable<MapFieldRequest['target']> };
}

/** One unknown value with the choice of what it means. */
function Row(props: {
  title: string;
  note: string;
  choices: readonly (readonly [string, string])[];
  save: (value: string) => Promise<Unmapped>;
  onChange: (unmapped: Unmapped) => void;
}) {
  const [value, setValue] = useState('');
  const { busy, run } = useWork();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (value === '') return;
    void run(async () => {
      props.onChange(await props.save(value));
      return '已对应';
    });
  };
  return (
    <form className="panel" onSubmit={submit}>
      <strong>{props.title}</strong>
      <p className="quiet small">{props.note}</p>
      <div className="mapping">
        <select
          className="text-box"
          aria-label={`${props.title} 对应`}
          value={value}
          onChange={(event) => setValue(event.target.value)}
        >
          <option value="">请选择</option>
          {props.choices.map(([id, label]) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
        <Button type="submit" color="primary" disabled={value === ''} loading={busy}>
          对应
        </Button>
      </div>
    </form>
  );
}
