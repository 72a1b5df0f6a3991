/** The clocks of a lead. Minutes count in the store's working time, hours as they pass. */
export const LEAD_CLOCK_KINDS = [
  'first_contact_target',
  'accept_timeout',
  'first_contact_sla',
  'manager_escalation',
  'silence_24h',
  'silence_48h',
  'show_48h',
] as const;

export type LeadClockKind = (typeof LEAD_CLOCK_KINDS)[number];
