import type { SandboxCore } from '../core.ts';
import type { Receiver } from '../state.ts';
import { sealEcho } from './envelope.ts';
import { withQuery } from './sender.ts';

/** The console saves a receiver only if it answers within this time (wecom docs 90930). */
export const VERIFY_TIMEOUT_MS = 1_000;

export interface Verification {
  readonly ok: boolean;
  readonly status: number | null;
  readonly ms: number;
  /** What was wrong and what to do about it; empty when ok. */
  readonly problem: string;
}

/** GET with an encrypted number: 200 and exactly its bytes within a second. */
export async function verifyReceiver(core: SandboxCore, receiver: Receiver): Promise<Verification> {
  const plain = digits(core, 19);
  const answer = await ask(core, receiver, sealEcho(core, receiver, plain));
  if (answer.body === null) {
    const late = answer.error === 'timeout';
    return refused(answer, late ? 'no answer within 1 s' : 'could not connect; is the receiver running?');
  }
  if (answer.status !== 200) return refused(answer, `answered ${answer.status} instead of 200`);
  if (answer.body.equals(Buffer.from(plain))) return { ok: true, status: 200, ms: answer.ms, problem: '' };
  const trimmed = answer.body
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trim();
  const near = trimmed === plain || trimmed === `"${plain}"`;
  const why = near
    ? 'the body has quotes, a BOM or a line break around the decrypted echostr; send the bare bytes'
    : 'the body is not the decrypted echostr; check Token, EncodingAESKey and that parameters are URL-decoded once';
  return refused(answer, why);
}

export interface Probes {
  /** A wrong signature and a foreign corp id: a good receiver answers neither with the plain text. */
  readonly tamperedSignatureRefused: boolean;
  readonly foreignReceiveIdRefused: boolean;
}

/** Two requests no honest platform would send. */
export async function probeReceiver(core: SandboxCore, receiver: Receiver): Promise<Probes> {
  const plain = digits(core, 19);
  const tampered = sealEcho(core, receiver, plain);
  tampered.set('msg_signature', '0'.repeat(40));
  const foreign = sealEcho(core, receiver, plain, 'wwforeign00000001');
  const refusedBy = async (query: URLSearchParams) =>
    !(await ask(core, receiver, query)).body?.toString('utf8').includes(plain);
  return {
    tamperedSignatureRefused: await refusedBy(tampered),
    foreignReceiveIdRefused: await refusedBy(foreign),
  };
}

interface Answer {
  readonly status: number | null;
  readonly body: Buffer | null;
  readonly ms: number;
  readonly error: 'timeout' | 'connection' | null;
}

async function ask(core: SandboxCore, receiver: Receiver, query: URLSearchParams): Promise<Answer> {
  const started = core.monotonicMs();
  const ms = () => Math.round(core.monotonicMs() - started);
  try {
    const signal = AbortSignal.timeout(VERIFY_TIMEOUT_MS);
    const reply = await fetch(withQuery(receiver.url, query.toString()), { redirect: 'manual', signal });
    const body = Buffer.from(await reply.arrayBuffer());
    return { status: reply.status, body, ms: ms(), error: null };
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError';
    return { status: null, body: null, ms: ms(), error: late ? 'timeout' : 'connection' };
  }
}

const refused = (answer: Answer, problem: string): Verification => ({
  ok: false,
  status: answer.status,
  ms: answer.ms,
  problem,
});

function digits(core: SandboxCore, length: number): string {
  const numbers = [...core.random(length)].map((byte, i) => (i === 0 ? 1 + (byte % 9) : byte % 10));
  return numbers.join('');
}
