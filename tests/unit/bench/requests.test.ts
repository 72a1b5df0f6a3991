import { describe, expect, it } from 'vitest';
import { createWecomCallback } from '#bot/platforms/wecom/callback';
import { normalizePhone } from '#domain/kernel/phone';
import { callbackRequests, newCorp } from '../../../bench/callback-requests.ts';
import { leadForms } from '../../../bench/lead-forms.ts';

const NOW = new Date('2026-11-23T02:00:00Z');

/** Splits the bytes of a whole HTTP request as a server would. */
function opened(request: Buffer) {
  const text = request.toString('utf8');
  const blank = text.indexOf('\r\n\r\n');
  const [line, ...headers] = text.slice(0, blank).split('\r\n');
  const url = new URL(line!.split(' ')[1]!, 'http://x');
  const length = headers.find((header) => header.startsWith('content-length:'))!.split(': ')[1];
  return { url, length: Number(length), rawBody: Buffer.from(text.slice(blank + 4)) };
}

describe('benchmark requests', () => {
  it('are callbacks the product accepts, each with a key of its own', () => {
    const corp = newCorp();
    const callback = createWecomCallback({ ...corp, clock: { now: () => NOW } });
    const keys = callbackRequests(corp, 200, NOW.getTime()).map((request) => {
      const { url, length, rawBody } = opened(request);
      expect(rawBody).toHaveLength(length);
      const verdict = callback.receive({
        method: 'POST',
        query: Object.fromEntries(url.searchParams),
        rawBody,
      });
      if (verdict.type !== 'message') throw new Error(`refused: ${JSON.stringify(verdict)}`);
      return verdict.message.deliveryId;
    });
    expect(new Set(keys).size).toBe(200);
  });

  it('are refused by a corp with other keys: the benchmark measures real verification', () => {
    const [mine, other] = [newCorp(), newCorp()];
    const callback = createWecomCallback({ ...other, clock: { now: () => NOW } });
    const { url, rawBody } = opened(callbackRequests(mine, 1, NOW.getTime())[0]!);
    const query = Object.fromEntries(url.searchParams);
    expect(callback.receive({ method: 'POST', query, rawBody })).toMatchObject({ reason: 'bad_signature' });
  });

  it('are forms of customers with valid phones who never come twice', () => {
    const forms = [...leadForms(300), ...leadForms(300)];
    expect(new Set(forms.map((form) => form.phone)).size).toBe(600);
    expect(new Set(forms.map((form) => form.submissionId)).size).toBe(600);
    for (const { phone } of forms) expect(normalizePhone(phone)).toBe(`+86${phone}`);
  });
});
