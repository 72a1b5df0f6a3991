import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { decrypt, getSignature, encrypt as libraryEncrypt } from '@wecom/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assertAesKey,
  callbackXml,
  openEnvelope,
  readCallbackXml,
  readReplyXml,
  replyXml,
  sealEnvelope,
  signEnvelope,
} from '#bot/platforms/wecom/wire/envelope';

interface Vector {
  name: string;
  token: string;
  encodingAESKey: string;
  receiveId: string;
  timestamp: string;
  nonce: string;
  encrypt: string;
  msgSignature: string;
  random: string;
  msg: string;
  pad: number;
}

const vectors = JSON.parse(
  readFileSync(new URL('../fixtures/wecom/vectors.json', import.meta.url), 'utf8'),
) as Vector[];

const AES_KEY = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPA';
const keyBytes = Buffer.from(`${AES_KEY}=`, 'base64');

/** The same algorithm written from its description alone, so that two readings have to agree. */
const independent = {
  sign: (...parts: string[]) =>
    createHash('sha1')
      .update([...parts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).join(''))
      .digest('hex'),
  raw: (key: Buffer, plain: Buffer) => {
    const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
    return Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64');
  },
  plain: (random: Buffer, length: number, message: Buffer, receiveId: string) => {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(length);
    return Buffer.concat([random, size, message, Buffer.from(receiveId)]);
  },
  pad: (body: Buffer) => {
    const pad = 32 - (body.length % 32);
    return Buffer.concat([body, Buffer.alloc(pad, pad)]);
  },
  open: (aesKey: string, encrypt: string) => {
    const key = Buffer.from(`${aesKey}=`, 'base64');
    const cipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
    const all = Buffer.concat([cipher.update(Buffer.from(encrypt, 'base64')), cipher.final()]);
    const body = all.subarray(0, all.length - all.at(-1)!);
    const length = body.readUInt32BE(16);
    return {
      random: body.subarray(0, 16).toString('latin1'),
      message: body.subarray(20, 20 + length).toString(),
      receiveId: body.subarray(20 + length).toString(),
      pad: all.at(-1)!,
    };
  },
};

function sealed(plain: Buffer): string {
  return independent.raw(keyBytes, plain);
}

describe('published vectors', () => {
  it.each(vectors)('opens, signs and seals $name', (vector) => {
    const { token, timestamp, nonce, encrypt, encodingAESKey: aesKey } = vector;
    expect(signEnvelope(token, timestamp, nonce, encrypt)).toBe(vector.msgSignature);
    expect(openEnvelope({ aesKey, encrypt })).toEqual({
      ok: true,
      message: vector.msg,
      receiveId: vector.receiveId,
    });
    const random = Buffer.from(vector.random);
    expect(sealEnvelope({ aesKey, receiveId: vector.receiveId, message: vector.msg, random })).toBe(encrypt);
  });

  it.each(vectors)('agrees with the official library and an independent reading on $name', (vector) => {
    const { token, timestamp, nonce, encrypt, encodingAESKey: aesKey } = vector;
    expect(getSignature(token, timestamp, nonce, encrypt)).toBe(vector.msgSignature);
    expect(independent.sign(token, timestamp, nonce, encrypt)).toBe(vector.msgSignature);
    expect(decrypt(aesKey, encrypt)).toMatchObject({ message: vector.msg, id: vector.receiveId });
    expect(independent.open(aesKey, encrypt)).toEqual({
      random: vector.random,
      message: vector.msg,
      receiveId: vector.receiveId,
      pad: vector.pad,
    });
  });
});

describe('sealEnvelope and openEnvelope', () => {
  it('round-trip any text, and the official library opens what we seal and the other way round', () => {
    const message = fc
      .string({ unit: 'binary', maxLength: 300 })
      .filter((text) => Buffer.from(text).toString() === text);
    fc.assert(
      fc.property(message, fc.stringMatching(/^[\w-]{0,64}$/), (text, receiveId) => {
        const encrypt = sealEnvelope({ aesKey: AES_KEY, receiveId, message: text });
        expect(openEnvelope({ aesKey: AES_KEY, encrypt })).toEqual({ ok: true, message: text, receiveId });
        expect(decrypt(AES_KEY, encrypt)).toMatchObject({ message: text, id: receiveId });
        const theirs = libraryEncrypt(AES_KEY, text, receiveId);
        expect(openEnvelope({ aesKey: AES_KEY, encrypt: theirs })).toMatchObject({ ok: true, message: text });
      }),
      { numRuns: 300 },
    );
  });

  it('fills the first sixteen bytes with fresh lower-case hexadecimal, as the platform does', () => {
    const heads = Array.from({ length: 20 }, () => {
      const encrypt = sealEnvelope({ aesKey: AES_KEY, receiveId: 'corp', message: 'm' });
      return independent.open(AES_KEY, encrypt).random;
    });
    expect(new Set(heads).size).toBe(20);
    for (const head of heads) expect(head).toMatch(/^[0-9a-f]{16}$/);
  });

  it('refuses to seal with a head of the wrong size, which nobody could open', () => {
    const random = randomBytes(8);
    expect(() => sealEnvelope({ aesKey: AES_KEY, receiveId: 'c', message: 'm', random })).toThrow(RangeError);
  });

  it.each([
    ['too short', AES_KEY.slice(1)],
    ['ending in =', `${AES_KEY.slice(0, 42)}=`],
    ['44 characters', `${AES_KEY}=`],
    ['other alphabet', `${AES_KEY.slice(0, 42)}-`],
  ])('refuses a key that is %s', (_name, aesKey) => {
    expect(() => assertAesKey(aesKey)).toThrow(RangeError);
    expect(() => openEnvelope({ aesKey, encrypt: 'AAAA' })).toThrow(RangeError);
  });
});

describe('openEnvelope refuses what the library lets through', () => {
  const body = independent.plain(Buffer.alloc(16, 97), 11, Buffer.from('<xml></xml>'), 'corp');
  const good = sealed(independent.pad(body));
  const refusal = (encrypt: string) => {
    const result = openEnvelope({ aesKey: AES_KEY, encrypt });
    return result.ok ? 'accepted' : result.reason;
  };

  it('accepts the untouched one', () => {
    expect(openEnvelope({ aesKey: AES_KEY, encrypt: good })).toMatchObject({ ok: true, receiveId: 'corp' });
  });

  it.each([
    ['blank inside', `${good.slice(0, 8)} ${good.slice(8)}`],
    ['line break at the end', `${good}\n`],
    ['URL-safe alphabet', 'ab-_'.repeat(16)],
    ['no padding characters', good.replace(/=+$/, '')],
    ['one padding character too many', `${good}=`],
    ['junk the lenient decoder ignores', `${good}!!`],
    ['other surplus bits for the same bytes', twin(good)],
  ])('base64 with %s', (_name, encrypt) => {
    expect(encrypt).not.toBe(good);
    expect(refusal(encrypt)).toBe('bad_base64');
  });

  it.each([
    ['nothing', ''],
    ['one AES block', sealed(Buffer.alloc(16, 16))],
    ['48 bytes', sealed(Buffer.alloc(48, 16))],
  ])('cipher text of %s', (_name, encrypt) => {
    expect(refusal(encrypt)).toBe('bad_length');
  });

  it.each([0, 33, 200])('padding byte %i', (pad) => {
    const block = Buffer.concat([body, Buffer.alloc(64 - body.length, pad)]);
    expect(refusal(sealed(block))).toMatch(/^bad_(padding|length)$/);
  });

  it('padding whose bytes are not all the same', () => {
    const block = independent.pad(body);
    block[block.length - 2]! ^= 1;
    expect(refusal(sealed(block))).toBe('bad_padding');
  });

  it.each([0xffffffff, 0x7fffffff, 16, 1000])('length field %i beyond the message', (length) => {
    const lying = independent.plain(Buffer.alloc(16, 97), length, Buffer.from('<xml></xml>'), 'corp');
    const result = openEnvelope({ aesKey: AES_KEY, encrypt: sealed(independent.pad(lying)) });
    expect(result).toEqual({ ok: false, reason: 'bad_length' });
  });

  it('a length field that only moves the border changes the receiver, which the caller compares', () => {
    const lying = independent.plain(Buffer.alloc(16, 97), 13, Buffer.from('<xml></xml>'), 'corp');
    const result = openEnvelope({ aesKey: AES_KEY, encrypt: sealed(independent.pad(lying)) });
    expect(result).toEqual({ ok: true, message: '<xml></xml>co', receiveId: 'rp' });
  });

  it('nearly every single bit flip; the ones that survive never keep both message and receiver', () => {
    const message = `<xml><ToUserName><![CDATA[corp]]></ToUserName>${'x'.repeat(200)}</xml>`;
    const encrypt = sealEnvelope({ aesKey: AES_KEY, receiveId: 'wwcorp', message });
    const bytes = Buffer.from(encrypt, 'base64');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      const result = openEnvelope({ aesKey: AES_KEY, encrypt: flipped.toString('base64') });
      // A flip in the head changes only random bytes or garbles text: the signature is what guards those.
      if (result.ok && bit >= 256) expect(result).not.toMatchObject({ message, receiveId: 'wwcorp' });
    }
  });
});

describe('envelope bodies', () => {
  it('reads back what it writes, also for ids that look like markup', () => {
    const xml = callbackXml({ toUserName: 'ww<1>]]>', encrypt: 'QUJD', agentId: 1000002 });
    expect(readCallbackXml(xml)).toEqual({
      ok: true,
      body: { ToUserName: 'ww<1>]]>', Encrypt: 'QUJD', AgentID: '1000002' },
    });
  });

  it('reads elements in any order, without agent id and with blanks around the cipher text', () => {
    const xml = '<xml>\n<Encrypt><![CDATA[ QUJD\n]]></Encrypt><ToUserName>corp</ToUserName></xml>';
    expect(readCallbackXml(xml)).toEqual({ ok: true, body: { ToUserName: 'corp', Encrypt: 'QUJD' } });
  });

  it('refuses a body with two cipher texts', () => {
    const xml = '<xml><ToUserName>c</ToUserName><Encrypt>QUJD</Encrypt><Encrypt>QUJE</Encrypt></xml>';
    expect(readCallbackXml(xml)).toEqual({ ok: false, reason: 'bad_shape' });
  });

  it('writes and reads passive replies, with CDATA or without and with milliseconds', () => {
    const xml = replyXml({ encrypt: 'QUJD', signature: 'ab', timestamp: '1790000005', nonce: '8812' });
    expect(xml).toContain('<TimeStamp>1790000005</TimeStamp>');
    expect(readReplyXml(xml)).toMatchObject({ ok: true, body: { Encrypt: 'QUJD', Nonce: '8812' } });
    const plain =
      '<xml><Encrypt>QUJD</Encrypt><MsgSignature>ab</MsgSignature><TimeStamp>1790000005123</TimeStamp><Nonce>1</Nonce></xml>';
    expect(readReplyXml(plain)).toMatchObject({ ok: true, body: { TimeStamp: '1790000005123' } });
  });
});

/** The same bytes with other surplus bits in the last character, when the base64 has any. */
function twin(base64: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const at = base64.replace(/=+$/, '').length - 1;
  const other = alphabet[alphabet.indexOf(base64[at]!) ^ 1]!;
  return base64.slice(0, at) + other + base64.slice(at + 1);
}
