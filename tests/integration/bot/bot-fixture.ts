import { join } from 'node:path';
import { beforeEach } from 'vitest';
import { createActionTable } from '#bot/actions/action';
import { cardActions } from '#bot/actions/card.actions';
import { leadActions } from '#bot/actions/lead.actions';
import { DeliveryModel, type DeliveryRecord } from '#bot/deliveries/delivery.model';
import { LOOK_CONTEXT, TEXT_CONTEXT } from '#bot/deliveries/queue-delivery';
import type { InboundEvent, InboundPress, PlatformName, TextLook } from '#bot/platform';
import { createDispatch } from '#bot/router';
import { loadTemplates } from '#bot/templates';
import { createManualClock, type ManualClock } from '#domain/kernel/clock';
import { type CommandContext, systemContext } from '#domain/kernel/command-context';
import { assignLeads, createLeads, getLead, type Lead, type LeadDraft } from '#domain/leads/index';
import { fieldCrypto } from '#infra/field-crypto';
import { asStaff, leadDraft } from '../../factories/lead.ts';
import { seedOrganisation, WORKDAY } from '../../factories/organisation.ts';
import { useDatabase } from '../../support/mongo.ts';
import { createScriptedPlatform } from '../../support/scripted-platform.ts';

export const render = loadTemplates(join(import.meta.dirname, '../../../templates'));

export interface QueuedText {
  readonly to: string;
  readonly text: string;
  readonly look: TextLook | null;
}

export interface TestBot {
  readonly clock: ManualClock;
  readonly ctx: CommandContext;
  /** Platforms for which the router asked for a full comparison of the directory. */
  readonly syncs: PlatformName[];
  readonly scripted: ReturnType<typeof createScriptedPlatform>;
  as(userId: string): CommandContext;
  /** A lead owned by this person, not yet accepted. */
  lead(userId: string, draft?: Partial<LeadDraft>): Promise<Lead>;
  /** What arrives from the platform, through the router; a fresh inbox id unless given. */
  arrives(event: InboundEvent, inboxId?: string): Promise<void>;
  press(userId: string, key: string, more?: Partial<InboundPress>): Promise<string>;
  say(userId: string, text: string): Promise<void>;
  /** Rows of deliveries, oldest first. */
  rows(): Promise<DeliveryRecord[]>;
  texts(): Promise<QueuedText[]>;
}

/** The router over a real database, the demo company and a platform that answers from a script. */
export function useBot(): TestBot {
  useDatabase({ clean: true });
  const clock = createManualClock(WORKDAY);
  const ctx = systemContext(clock, 'test');
  const syncs: PlatformName[] = [];
  const scripted = createScriptedPlatform();
  const dispatch = createDispatch({
    actions: createActionTable(leadActions, cardActions),
    render,
    clock,
    requestDirectorySync: (platform) => void syncs.push(platform),
  });
  let arrived = 0;
  beforeEach(async () => {
    clock.set(WORKDAY);
    syncs.length = 0;
    scripted.calls.length = 0;
    scripted.answers.length = 0;
    await seedOrganisation(ctx);
  });
  const arrives: TestBot['arrives'] = (event, inboxId) => {
    arrived += 1;
    return dispatch({ id: inboxId ?? `wecom:in-${arrived}`, platform: scripted.platform, event });
  };
  const rows = async () =>
    (await DeliveryModel.collection.find({}).sort({ _id: 1 }).toArray()) as unknown as DeliveryRecord[];
  return {
    clock,
    ctx,
    syncs,
    scripted,
    arrives,
    rows,
    as: (userId) => asStaff(ctx, `staff-${userId}`),
    lead: async (userId, draft = {}) => {
      const storeId = 'store-pudong';
      const [created] = await createLeads(ctx, [leadDraft({ storeId, ...draft })]);
      const { leadId } = created!;
      const assignmentId = `as-${leadId}`;
      const decision = { leadId, expectedRev: 1, ownerId: `staff-${userId}`, teamId: 'team-suv', storeId };
      await assignLeads(ctx, [{ ...decision, assignmentId, mode: 'rule' }]);
      return getLead(leadId);
    },
    press: async (userId, key, more = {}) => {
      const inboxId = `wecom:press-${(arrived += 1)}`;
      const at = clock.now();
      const press = {
        kind: 'press',
        userId,
        key,
        cardId: 'no-card',
        selected: {},
        updateCode: null,
        at,
      } as const;
      await arrives({ ...press, ...more }, inboxId);
      return inboxId;
    },
    say: (userId, text) => arrives({ kind: 'text', userId, text, at: clock.now() }),
    texts: async () => (await rows()).filter((row) => row.kind === 'text').map(opened),
  };
}

function opened(row: DeliveryRecord): QueuedText {
  const look = row.lookSealed === null ? null : JSON.parse(fieldCrypto().open(row.lookSealed, LOOK_CONTEXT));
  return { to: row.recipientId, text: fieldCrypto().open(row.textSealed ?? '', TEXT_CONTEXT), look };
}

/** The key of a button as the card carries it. */
export const keyOf = (action: string, lead: { id: string; rev: number }) =>
  `${action}|${lead.id}|${lead.rev}`;
