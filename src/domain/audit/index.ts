export { type AuditEntry, listAudit } from './list-audit.ts';
export { auditSubscriber } from './write-trail.ts';
