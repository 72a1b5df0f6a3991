import { leadAssigned, leadConverted, leadLost, leadPooled, leadUnassigned } from '#domain/leads/index';
import type { DomainEvent } from '#events/domain-event';
import { defineSubscriber, type Subscriber } from '#events/subscriber';
import type { AssignmentRecord } from './assignment.model.ts';
import { AssignmentModel } from './assignment.model.ts';

type Assigned = NonNullable<(typeof leadAssigned)['payload']>;
type Payload = Assigned | { leadId: string };

/**
 * Completes the ledger with what people decided (transfers, claims) and with how assignments ended. Rows are
 * keyed by the assignment's id, so repeats change nothing.
 */
export function keepLedger(): Subscriber {
  return defineSubscriber<Payload>({
    id: 'assignment.keep-ledger',
    on: [leadAssigned, leadLost, leadConverted, leadPooled, leadUnassigned],
    handle: async (events) => {
      await AssignmentModel.collection.bulkWrite(events.flatMap(writesFor) as never[], { ordered: true });
    },
  });
}

function writesFor(event: DomainEvent<Payload>): object[] {
  const { at, payload } = event;
  const current = 'assignmentId' in payload ? payload : null;
  const end = {
    updateMany: {
      filter: {
        leadId: payload.leadId,
        endedAt: null,
        at: { $lte: at },
        ...(current === null ? {} : { _id: { $ne: current.assignmentId } }),
      },
      update: { $set: { endedAt: at, endReason: current?.mode ?? event.type.split('.')[1] } },
    },
  };
  return current === null ? [end] : [end, insertOnce(event as DomainEvent<Assigned>)];
}

function insertOnce({ at, actor, payload }: DomainEvent<Assigned>): object {
  const { assignmentId, leadId, mode, ownerId, teamId } = payload;
  const row: Omit<AssignmentRecord, '_id'> = {
    leadId,
    mode,
    ruleSetVersion: null,
    facts: null,
    rulesTried: [],
    asked: [],
    method: null,
    tieBreak: null,
    turnKey: null,
    teamId,
    storeId: null,
    chosenId: ownerId,
    byId: actor.type === 'staff' ? actor.staffId : null,
    at,
    endedAt: null,
    endReason: null,
  };
  return { updateOne: { filter: { _id: assignmentId }, update: { $setOnInsert: row }, upsert: true } };
}
