import { readdirSync, readFileSync } from 'node:fs';
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { LEAD_BODIES, LeadBody } from '#contract/lead-channels';
import { LEAD_SAMPLES } from '#contract/lead-samples';
import { routePayload } from '#domain/intake/channels';

const FOLDER = new URL('../../fixtures/channels/', import.meta.url);
type Name = keyof typeof LEAD_BODIES;

/** Every sample by channel: those of the API page and those the adapters are held to. */
const samples: [Name, string, Record<string, unknown>][] = [
  ...(Object.keys(LEAD_BODIES) as Name[]).map(
    (name) => [name, 'on the API page', LEAD_SAMPLES[name]] as [Name, string, Record<string, unknown>],
  ),
  ...readdirSync(FOLDER)
    .map((file) => [file.replace('.json', '').replaceAll('-', '_'), file] as const)
    .filter(([name]) => name in LEAD_BODIES)
    .map(
      ([name, file]) =>
        [name, file, JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'))] as [
          Name,
          string,
          Record<string, unknown>,
        ],
    ),
];

const contractTakes = (name: Name, body: unknown) => z.safeParse(LEAD_BODIES[name], body).success;

function intakeTakes(name: Name, body: unknown): boolean {
  try {
    const { adapter, raw } = routePayload(name, body);
    adapter.read(raw, null);
    return true;
  } catch {
    return false;
  }
}

describe('[LC1] what the API page says of a lead’s body', () => {
  it('covers every channel that has a sample, but the one only a platform may speak for', () => {
    const files = readdirSync(FOLDER).map((file) => file.replace('.json', '').replaceAll('-', '_'));
    expect(files.filter((name) => !(name in LEAD_BODIES))).toEqual(['wecom_contact']);
    expect(Object.keys(LEAD_SAMPLES).sort()).toEqual(Object.keys(LEAD_BODIES).sort());
  });

  it.each(samples)('%s, %s: is taken by the contract and by intake', (name, _source, body) => {
    expect(z.safeParse(LEAD_BODIES[name], body).error?.issues).toBeUndefined();
    expect(intakeTakes(name, body)).toBe(true);
  });

  it.each(samples)('%s, %s: fits the documented union', (_name, _source, body) => {
    expect(z.safeParse(LeadBody, body).success).toBe(true);
  });

  it.each(samples)('%s, %s: may name its channel when the key is for any', (name, _source, body) => {
    const named = { channel: name, ...body };
    expect(contractTakes(name, named)).toBe(true);
    const { adapter, raw } = routePayload('any', named);
    expect(adapter.channel).toBe(name);
    expect(raw).toEqual(body);
  });

  it.each(samples)('%s, %s: cannot name another channel', (name, _source, body) => {
    const other = name === 'site_form' ? 'auto_show' : 'site_form';
    expect(contractTakes(name, { ...body, channel: other })).toBe(false);
  });
});

const PORTALS: readonly Name[] = ['autohome', 'yiche'];
const OWN = (Object.keys(LEAD_BODIES) as Name[]).filter((name) => !PORTALS.includes(name));

describe('unknown fields', () => {
  it.each(PORTALS)('of %s are allowed by both: portals add fields without asking', (name) => {
    const body = { ...LEAD_SAMPLES[name], newField: { deep: ['x', 1] } };
    expect([contractTakes(name, body), intakeTakes(name, body)]).toEqual([true, true]);
  });

  it.each(OWN)('of %s are refused by both', (name) => {
    const body = { ...LEAD_SAMPLES[name], newField: 1 };
    expect([contractTakes(name, body), intakeTakes(name, body)]).toEqual([false, false]);
  });
});

/** Wrong in one place: contract and intake must agree that it is wrong. */
const MISTAKES: [Name, string, unknown][] = [
  ['site_form', 'phone', { $gt: '' }],
  ['site_form', 'phone', ''],
  ['site_form', 'phone', -1],
  ['site_form', 'phone', undefined],
  ['site_form', 'phone', '1'.repeat(41)],
  ['site_form', 'name', 'x'.repeat(61)],
  ['site_form', 'name', 7],
  ['site_form', 'wants', 'test_drive'],
  ['site_form', 'wants', Array.from({ length: 11 }, () => 'quote')],
  ['site_form', 'budget', { min: -1 }],
  ['site_form', 'budget', { low: 1 }],
  ['site_form', 'budget', 100],
  ['site_form', 'behaviours', [{ type: 'Home Page', at: '2026-11-23T09:50:00+08:00' }]],
  ['site_form', 'behaviours', [{ type: 'home_page_view', at: '2026-11-23' }]],
  ['site_form', 'businessLine', 'boats'],
  ['site_form', 'consent', false],
  ['site_form', 'consent', { textVersion: '', at: '2026-11-23T09:50:00+08:00' }],
  ['site_form', 'submittedAt', '2026-11-23 09:50:00'],
  ['site_form', 'remark', 'x'.repeat(501)],
  ['mini_program', 'phoneTyped', 'yes'],
  ['mini_program', 'openId', 'o'.repeat(65)],
  ['auto_show', 'booth', 'b'.repeat(41)],
  ['phone_call', 'callId', ''],
  ['phone_call', 'callId', undefined],
  ['phone_call', 'startedAt', 'yesterday'],
  ['phone_call', 'startedAt', undefined],
  ['phone_call', 'durationSeconds', -1],
  ['phone_call', 'durationSeconds', 86_401],
  ['phone_call', 'durationSeconds', '30'],
  ['campaign_form', 'vin', 'V'.repeat(31)],
];

describe('a mistake', () => {
  it.each(MISTAKES)('in %s.%s = %j is one to both', (name, field, value) => {
    const body: Record<string, unknown> = { ...LEAD_SAMPLES[name], [field]: value };
    if (value === undefined) delete body[field];
    expect([contractTakes(name, body), intakeTakes(name, body)]).toEqual([false, false]);
  });

  it.each(['null', '[]', '"text"', '7'])('of the whole body, %s, is one to both', (text) => {
    for (const name of OWN) {
      const body: unknown = JSON.parse(text);
      expect([contractTakes(name, body), intakeTakes(name, body)]).toEqual([false, false]);
    }
  });
});

const value = fc.oneof(
  fc.string({ maxLength: 90 }),
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.string({ maxLength: 45 }), { maxLength: 12 }),
  fc.dictionary(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), { maxKeys: 3 }),
);

describe('anything at all', () => {
  test.prop([fc.constantFrom(...OWN), fc.integer({ min: 0 }), value], { numRuns: 400 })(
    'in one field of a sample is judged alike by contract and intake',
    (name, pick, replaced) => {
      const sample = LEAD_SAMPLES[name];
      const keys = Object.keys(sample);
      const body = { ...sample, [keys[pick % keys.length]!]: replaced };
      // Intake trims before it measures; blanks at the ends are where the two may differ.
      fc.pre(typeof replaced !== 'string' || replaced === replaced.trim());
      expect(contractTakes(name, body)).toBe(intakeTakes(name, body));
    },
  );
});
