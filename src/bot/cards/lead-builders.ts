import type { Clock } from '#domain/kernel/clock';
import { listStaff } from '#domain/staff/index';
import type { Render } from '../templates.ts';
import type { CardOption } from './card.ts';
import type { CardBuilder } from './card-builder.ts';
import { leadCard } from './lead.card.ts';
import { leadFollowUpCard } from './lead-follow-up.card.ts';
import { leadLoseCard } from './lead-lose.card.ts';
import { leadManagerCard, MANAGER_REASONS, type ManagerReason } from './lead-manager.card.ts';
import { leadTransferCard } from './lead-transfer.card.ts';
import type { LeadView } from './lead-view.ts';
import { loadLeadViews } from './lead-views.ts';

export interface LeadBuilderOptions {
  readonly clock: Clock;
  readonly render: Render;
  readonly publicUrl: string;
}

/** The builders of the lead cards: they load, the `.card.ts` files draw. */
export function leadCardBuilders(options: LeadBuilderOptions): readonly CardBuilder[] {
  const { render } = options;
  return [
    {
      card: 'lead',
      build: async (requests) =>
        (await loadLeadViews(requests, options)).map((view) => view && leadCard(view, render)),
    },
    {
      card: 'lead.manager',
      build: async (requests) => {
        const views = await loadLeadViews(requests, options);
        return Promise.all(
          views.map(async (view, i) => {
            if (view === null) return null;
            const { reason, assignmentId } = requests[i]!.about;
            const colleagues = await colleaguesFor(view);
            return leadManagerCard(
              { ...view, colleagues, reason: reasonOf(reason), assignmentId: assignmentId || null },
              render,
            );
          }),
        );
      },
    },
    {
      card: 'lead.transfer',
      build: async (requests) => {
        const views = await loadLeadViews(requests, options);
        return Promise.all(
          views.map(async (view, i) => {
            if (view === null) return null;
            const assignmentId = requests[i]!.about.assignmentId || null;
            return leadTransferCard({ ...view, colleagues: await colleaguesFor(view), assignmentId }, render);
          }),
        );
      },
    },
    {
      card: 'lead.lose',
      build: async (requests) =>
        (await loadLeadViews(requests, options)).map((view) => view && leadLoseCard(view, render)),
    },
    {
      card: 'lead.follow_up',
      build: async (requests) =>
        (await loadLeadViews(requests, options)).map(
          (view, i) => view && leadFollowUpCard({ ...view, since: requests[i]!.about.since ?? '' }, render),
        ),
    },
  ];
}

/** Who could take the lead: active sales of its store except the owner, those on duty first; at most ten. */
async function colleaguesFor({ lead }: LeadView): Promise<CardOption[]> {
  const staff = await listStaff({
    ...(lead.storeId === null ? {} : { storeId: lead.storeId }),
    role: 'sales',
    status: 'active',
  });
  return staff
    .filter((person) => person.id !== lead.ownerId)
    .sort((a, b) => Number(b.onDuty) - Number(a.onDuty))
    .slice(0, 10)
    .map((person) => ({ id: person.id, text: person.onDuty ? person.name : `${person.name}（休息）` }));
}

function reasonOf(text: string | undefined): ManagerReason {
  return MANAGER_REASONS.find((reason) => reason === text) ?? 'no_candidate';
}
