import { defineLifecycle } from '#domain/kernel/lifecycle';
import { LEAD_STATUS_LABELS, type LeadStatus } from './lead.ts';

/**
 * The life of a lead. `assigned → assigned` is a reassignment; a customer who comes back after `lost` or
 * `converted` is a new lead, so both are final.
 */
export const leadLifecycle = defineLifecycle<LeadStatus>({
  initial: 'new',
  labels: LEAD_STATUS_LABELS,
  transitions: {
    new: ['assigned', 'unassigned', 'pooled', 'lost'],
    unassigned: ['assigned', 'unassigned', 'pooled', 'lost'],
    assigned: ['assigned', 'accepted', 'contacted', 'unassigned', 'pooled', 'converted', 'lost'],
    accepted: ['assigned', 'contacted', 'unassigned', 'pooled', 'converted', 'lost'],
    contacted: ['assigned', 'unassigned', 'pooled', 'converted', 'lost'],
    pooled: ['assigned', 'unassigned', 'lost'],
    converted: [],
    lost: [],
  },
});
