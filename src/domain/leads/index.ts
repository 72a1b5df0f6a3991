export { type AssignDecision, assignLeads } from './assign-leads.ts';
export { commitBatch } from './commit-batch.ts';
export { type CreateLeadResult, createLeads, type OwnedDraft } from './create-leads.ts';
export { findLead, getLead } from './get-lead.ts';
export { getLeads } from './get-leads.ts';
export { type HoldDecision, holdLeads } from './hold-leads.ts';
export * from './lead.events.ts';
export * from './lead.ts';
export { leadLifecycle } from './lead-lifecycle.ts';
