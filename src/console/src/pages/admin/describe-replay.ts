/** What a replay of many came to, in one sentence. */
export function describeReplay(summary: {
  replayed: number;
  accepted: number;
  merged: number;
  rejected: number;
}): string {
  if (summary.replayed === 0) return '没有需要重放的报文';
  const parts = [
    [summary.accepted, '条新线索'],
    [summary.merged, '条合并'],
    [summary.rejected, '条仍未接收'],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return `重放 ${summary.replayed} 条：${told.join('，') || '没有变化'}`;
}
