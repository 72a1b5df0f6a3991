import { appError } from '#domain/kernel/errors';
import { getStaffByIds } from '#domain/staff/index';
import { AssignmentModel, toAssignment } from './assignment.model.ts';
import type { Assignment, GroupAsked } from './assignment.ts';
import { EXCLUSION_LABELS, type ExclusionReason, type TieBreak } from './pick-assignee.ts';

const MOST_CHARACTERS = 200;

const METHOD_LABELS = { round_robin: '轮流', weighted: '按权重', least_open: '按在手量' } as const;

/** 为什么给我: one Chinese sentence of at most 200 characters, from the stored trace. Throws NOT_FOUND. */
export async function explainAssignment(assignmentId: string): Promise<string> {
  const assignment = await getAssignment(assignmentId);
  if (assignment.ruleSetVersion !== null) return explainTrace(assignment);
  const people = await getStaffByIds([assignment.chosenId, assignment.byId].filter((id) => id !== null));
  const name = (id: string | null) => people.find((one) => one.id === id)?.name ?? '系统';
  if (assignment.mode === 'claim') return `由${name(assignment.chosenId)}从公海领取。`;
  return `由${name(assignment.byId)}手动转给${name(assignment.chosenId)}。`;
}

/** One decision with its trace. Throws NOT_FOUND. */
export async function getAssignment(assignmentId: string): Promise<Assignment> {
  const record = await AssignmentModel.findOne({ _id: String(assignmentId) }).lean();
  if (record === null) throw appError('NOT_FOUND', { what: '分配记录' });
  return toAssignment(record);
}

/** Every decision about a lead, oldest first. */
export async function listAssignments(leadId: string): Promise<Assignment[]> {
  const records = await AssignmentModel.find({ leadId: String(leadId) })
    .sort({ _id: 1 })
    .lean();
  return records.map(toAssignment);
}

/** The sentence of a decision made by rules; pure. */
export function explainTrace(assignment: Assignment): string {
  const { rulesTried, asked, chosenId, tieBreak } = assignment;
  const rule = rulesTried.findLast(({ matched }) => matched);
  const vain = rulesTried.filter(({ failed }) => failed === 'no_candidate').map(({ name }) => `“${name}”`);
  const out = listExcluded(asked);
  if (chosenId === null) return shorten([], `按规则“${rule?.name ?? '默认'}”没有可接的人`, out);
  const group = asked.at(-1)!;
  const chosen = group.input.members.find(({ staffId }) => staffId === chosenId)!;
  if (tieBreak === 'customer_choice') {
    return shorten(vain, `按规则“${rule!.name}”，客户在企业微信添加的就是${chosen.name}`, out);
  }
  const count = group.input.members.length - group.excluded.length;
  const sentence = `按规则“${rule!.name}”由${group.name}${METHOD_LABELS[group.input.method]}分配，${reasonOf(tieBreak, chosen.name, count, chosen.open)}`;
  return shorten(vain, sentence, out);
}

function reasonOf(tieBreak: TieBreak | null, name: string, count: number, open: number): string {
  if (tieBreak === 'only_candidate') return `只有${name}可接`;
  if (tieBreak === 'fewest_open') return `${count}人中${name}在手最少（${open}条）`;
  if (tieBreak === 'quota') return `${count}人中按份额轮到${name}`;
  if (tieBreak === 'drawn_lot') return `${count}人中抽签先轮到${name}`;
  return `${count}人中${name}等得最久`;
}

/** `忙碌：王强、李娜；今日已满：张伟`: each person once, with the reason given first. */
function listExcluded(asked: readonly GroupAsked[]): string {
  const names = new Map<ExclusionReason, string[]>();
  const seen = new Set<string>();
  for (const { input, excluded } of asked) {
    for (const { staffId, reason } of excluded) {
      if (seen.has(staffId)) continue;
      seen.add(staffId);
      const name = input.members.find((member) => member.staffId === staffId)!.name;
      names.set(reason, [...(names.get(reason) ?? []), name]);
    }
  }
  return [...names].map(([reason, list]) => `${EXCLUSION_LABELS[reason]}：${list.join('、')}`).join('；');
}

/** The reason is what the sentence is for: the rules passed over give way first, then the people left out. */
function shorten(vain: readonly string[], reason: string, excluded: string): string {
  const left = excluded === '' ? '' : `（未参与：${excluded}）`;
  for (let named = vain.length; named >= 0; named--) {
    const whole = `${passedOver(vain, named)}${reason}${left}。`;
    if (lengthOf(whole) <= MOST_CHARACTERS) return whole;
  }
  const sentence = `${passedOver(vain, 0)}${reason}`;
  const opened = `${sentence}（未参与：`;
  const room = MOST_CHARACTERS - lengthOf(opened) - lengthOf('…）。');
  if (excluded !== '' && room > 0) return `${opened}${firstOf(excluded, room)}…）。`;
  if (lengthOf(sentence) < MOST_CHARACTERS) return `${sentence}。`;
  return `${firstOf(reason, MOST_CHARACTERS - 2)}…。`;
}

/** `“甲”“乙”暂无人可接；`, or `“甲”等5条规则暂无人可接；` where only some are named. */
function passedOver(vain: readonly string[], named: number): string {
  if (vain.length === 0) return '';
  const names = vain.slice(0, named).join('');
  if (named === vain.length) return `${names}暂无人可接；`;
  return `${names}${named > 0 ? '等' : ''}${vain.length}条规则暂无人可接；`;
}

const lengthOf = (text: string) => Array.from(text).length;
const firstOf = (text: string, most: number) => Array.from(text).slice(0, most).join('');
