import { Tag } from 'antd-mobile';
import type { Labelled } from '../../../contract/staff-api.ts';

const STATUS: Readonly<Record<string, 'primary' | 'warning' | 'success' | 'default' | 'danger'>> = {
  new: 'warning',
  unassigned: 'danger',
  assigned: 'warning',
  accepted: 'primary',
  contacted: 'primary',
  pooled: 'default',
  converted: 'success',
  lost: 'default',
};

/** The state in words; colour only repeats it. */
export function StatusTag({ status }: { status: Labelled }) {
  return (
    <Tag color={STATUS[status.id] ?? 'default'} fill="outline">
      {status.label}
    </Tag>
  );
}

export function LevelTag({ level, score }: { level: Labelled; score: number }) {
  return (
    <Tag color={level.id === 'hot' ? 'danger' : level.id === 'warm' ? 'warning' : 'default'} fill="outline">
      {level.label} {score} 分
    </Tag>
  );
}
