import type { z } from 'zod';

/** A refusal of a control: says which field is wrong and what to send instead. */
export class ControlError extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string | null;
  readonly fix: string;
  constructor(options: { status?: number; code: string; field?: string; fix: string }) {
    super(options.fix);
    this.name = 'ControlError';
    this.status = options.status ?? 400;
    this.code = options.code;
    this.field = options.field ?? null;
    this.fix = options.fix;
  }
}

/** Parses a control's input; the first problem becomes a ControlError naming the field. */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const field = issue.path.join('.') || 'body';
  throw new ControlError({ code: 'INVALID_INPUT', field, fix: issue.message });
}
