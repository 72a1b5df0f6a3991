import { explainAssignment } from '#domain/assignment/index';
import { appError } from '#domain/kernel/errors';
import { formatPhone } from '#domain/kernel/phone';
import {
  acceptLead,
  getLead,
  LOST_REASONS,
  loseLead,
  markContacted,
  recordFollowUp,
  revealPhone,
  transferLead,
} from '#domain/leads/index';
import { can } from '#domain/staff/index';
import { ASSIGNEE_CHOICE, LOST_REASON_CHOICE } from '../cards/choice-keys.ts';
import { FOLLOW_UP_METHODS, FOLLOW_UP_RESULTS, followUpInstant } from '../cards/follow-up-options.ts';
import { type ActionHandler, type ActionInput, chosen } from './action.ts';

/** What each button of the lead cards does: one command each; the cards follow from the events. */
export const leadActions: Readonly<Record<string, ActionHandler>> = {
  'lead.accept': async ({ ctx, key }) => {
    await acceptLead(ctx, { leadId: key.subjectId, expectedRev: key.revision });
    return {};
  },
  'lead.contact': async (input) => {
    const { ctx, key } = input;
    await markContacted(ctx, { leadId: key.subjectId, expectedRev: key.revision });
    return followUpPrompt(input);
  },
  'lead.follow_up': async (input) => followUpPrompt(input),
  'lead.save_follow_up': saveFollowUp,
  'lead.transfer': async (input) => {
    const lead = await visibleLead(input, 'lead.transfer');
    return { prompt: { card: 'lead.transfer', about: { assignmentId: lead.assignmentId ?? '' } } };
  },
  'lead.transfer_to': async (input) => transferTo(input),
  'lead.assign_to': async (input) => transferTo(input),
  'lead.lose': async (input) => {
    if (reasonOf(input) !== null) return lose(input);
    // Pressed without a reason: asked for it with all of them in view, instead of only refused.
    await visibleLead(input, 'lead.act');
    return { prompt: { card: 'lead.lose', about: {} } };
  },
  'lead.lose_for': async (input) => lose(input),
  'lead.why': async (input) => {
    const lead = await visibleLead(input, 'lead.view');
    const sentence =
      lead.assignmentId === null ? '这条线索还没有分配记录。' : await explainAssignment(lead.assignmentId);
    const markdown = 'replies/why-markdown';
    return { reply: { template: 'replies/why', values: { sentence }, markdown } };
  },
  'lead.reveal': async ({ ctx, key }) => {
    const phone = await revealPhone(ctx, { leadId: key.subjectId, via: 'card' });
    const lead = await getLead(key.subjectId);
    return { reply: { template: 'replies/phone', values: { name: lead.name, phone: formatPhone(phone) } } };
  },
};

async function saveFollowUp({ ctx, key, press }: ActionInput) {
  const method = FOLLOW_UP_METHODS.find(({ id }) => id === chosen(press, 'method')) ?? FOLLOW_UP_METHODS[0];
  const result = FOLLOW_UP_RESULTS.find(({ id }) => id === chosen(press, 'result')) ?? FOLLOW_UP_RESULTS[0];
  await recordFollowUp(ctx, {
    leadId: key.subjectId,
    expectedRev: key.revision,
    method: method.id,
    result: result.id,
    summary: `${method.text}：${result.text}`,
    dedupeKey: ctx.requestId,
    nextAt: followUpInstant(chosen(press, 'next') ?? 'none', ctx.clock.now()),
  });
  return {};
}

/** The reason of a loss that was chosen; null for none and for anything that is none. */
function reasonOf({ press }: ActionInput) {
  return LOST_REASONS.find(({ id }) => id === chosen(press, LOST_REASON_CHOICE))?.id ?? null;
}

async function lose(input: ActionInput) {
  const { ctx, key } = input;
  await loseLead(ctx, { leadId: key.subjectId, expectedRev: key.revision, reason: reasonOf(input) });
  return {};
}

async function transferTo({ ctx, key, press }: ActionInput) {
  const toStaffId = chosen(press, ASSIGNEE_CHOICE);
  if (toStaffId === null) throw appError('INVALID_INPUT', { field: '接收人', fix: '请先在下拉框选择同事' });
  await transferLead(ctx, { leadId: key.subjectId, expectedRev: key.revision, toStaffId });
  return {};
}

async function followUpPrompt(input: ActionInput) {
  const lead = await visibleLead(input, 'lead.act');
  return { prompt: { card: 'lead.follow_up', about: { since: lead.lastFollowUpAt?.toISOString() ?? '' } } };
}

/** The lead, if this person may do that with it now. Throws LEAD_CLOSED, FORBIDDEN or NOT_FOUND. */
async function visibleLead({ key, staff }: ActionInput, action: 'lead.view' | 'lead.act' | 'lead.transfer') {
  const lead = await getLead(key.subjectId);
  if (!can(staff, action, { ownerId: lead.ownerId, storeId: lead.storeId })) throw appError('FORBIDDEN');
  if (!lead.open && action !== 'lead.view')
    throw appError('LEAD_CLOSED', { status: lead.status === 'lost' ? '战败' : '成交' });
  return lead;
}
