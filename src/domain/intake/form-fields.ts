import { z } from 'zod';
import { BUSINESS_LINES } from '#domain/leads/index';
import type { Reading } from './reading.ts';

const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .nullish()
    .transform((value) => value || undefined);

/** An instant with its zone (`2026-11-23T10:00:00+08:00`). */
export const instant = z.iso.datetime({ offset: true }).transform((value) => new Date(value));

/** People's forms send numbers as text, some programs as a JSON number. */
export const phoneText = z.union([z.string().trim().min(1).max(40), z.int().nonnegative().transform(String)]);

const yuan = z.number().nonnegative().max(100_000_000).nullish();

/** Fields every form of ours may carry; a channel adds its own. */
export const formFields = {
  name: text(60),
  phone: phoneText,
  model: text(80),
  brand: text(40),
  city: text(40),
  wants: z.array(z.string().max(40)).max(10).nullish(),
  remark: text(500),
  /** In yuan. */
  budget: z.strictObject({ min: yuan, max: yuan }).nullish(),
  plate: text(20),
  vin: text(30),
  behaviours: z
    .array(z.strictObject({ type: z.string().regex(/^[a-z_]{1,40}$/), at: instant }))
    .max(50)
    .nullish(),
  businessLine: z.enum(BUSINESS_LINES).nullish(),
  storeId: text(64),
  /** Slug of the campaign or show. */
  campaign: text(60),
  consent: z
    .union([z.literal(true), z.strictObject({ textVersion: z.string().min(1).max(40), at: instant })])
    .nullish(),
  /** When the customer pressed the button: a form kept on a weak network arrives later. */
  submittedAt: instant.nullish(),
  /** Made by the form once: the same submission sent again is a repeat. */
  submissionId: text(80),
};

const shape = z.strictObject(formFields);

export function readForm(form: z.output<typeof shape>): Reading {
  return {
    name: form.name,
    phone: form.phone,
    externalId: form.submissionId,
    city: form.city,
    brandText: form.brand,
    modelText: form.model,
    wants: form.wants ?? [],
    behaviours: form.behaviours ?? [],
    remark: form.remark,
    budgetYuan: form.budget ? { min: form.budget.min ?? null, max: form.budget.max ?? null } : undefined,
    plate: form.plate,
    vin: form.vin,
    askedAt: form.submittedAt ?? undefined,
    businessLine: form.businessLine ?? undefined,
    storeId: form.storeId,
    campaign: form.campaign,
    consent: form.consent ?? undefined,
  };
}
