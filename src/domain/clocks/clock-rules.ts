import { z } from 'zod';
import { getPublishedRules, registerRuleKind } from '#domain/rules/index';

const minutes = z.number().positive().max(10_080);
const hours = z.number().positive().max(720);

/** The promises about a lead, as data; minutes are working minutes of its store. */
export const ClockRules = z.object({
  /** When the owner is told to hurry. */
  firstContactTargetMinutes: minutes,
  /** How long an assignment waits to be accepted before it goes to somebody else. */
  acceptTimeoutMinutes: minutes,
  /** How often a lead goes on to somebody else by itself before its managers are told. */
  reassignments: z.number().int().min(0).max(10),
  /** The promise to the customer, counted from the first assignment. */
  firstContactSlaMinutes: minutes,
  managerEscalationMinutes: minutes,
  silenceReminderHours: hours,
  silenceEscalationHours: hours,
  /** The golden hours of a lead from an auto show. */
  showLeadHours: hours,
});
export type ClockRules = z.infer<typeof ClockRules>;

export const DEFAULT_CLOCK_RULES: ClockRules = {
  firstContactTargetMinutes: 5,
  acceptTimeoutMinutes: 10,
  reassignments: 1,
  firstContactSlaMinutes: 15,
  managerEscalationMinutes: 30,
  silenceReminderHours: 24,
  silenceEscalationHours: 48,
  showLeadHours: 48,
};

registerRuleKind('clocks', ClockRules, DEFAULT_CLOCK_RULES);

/** The rules in force. */
export async function currentClockRules(): Promise<ClockRules> {
  return (await getPublishedRules<ClockRules>('clocks')).rules;
}
