import { describe, expect, it } from 'vitest';
import { checkConfiguration } from '#cli/check-configuration';
import { judgeServer, type ServerFacts } from '#cli/check-database';

const REAL: NodeJS.ProcessEnv = {
  MONGODB_URI: 'mongodb://db.internal/cheliao?replicaSet=rs0',
  PUBLIC_URL: 'https://crm.example.com',
  SESSION_SECRET: '3f9c1e5a7b2d4860c1d3e5f7a9b1c2d4',
  FIELD_KEY: '3f9c1e5a7b2d4860'.repeat(4),
  WECOM_CORP_ID: 'ww0123456789abcdef',
  WECOM_AGENT_ID: '1000002',
  WECOM_SECRET: 'Q7r2mX9vT4kLpZ',
  WECOM_TOKEN: 'QDG6eK',
  WECOM_AES_KEY: 'kWxPo3wT1cZ8uV5yB7nM2aS4dF6gH9jL0qE3rT5yU7i',
};
const textsOf = (env: NodeJS.ProcessEnv) => checkConfiguration(env).map((finding) => finding.text);

describe('doctor on the configuration', () => {
  it('has nothing to say about none at all, nor about a good one', () => {
    expect(textsOf({})).toEqual([]);
    expect(textsOf(REAL)).toEqual([]);
  });

  const wrong: [string, NodeJS.ProcessEnv, RegExp][] = [
    ['PORT', { PORT: '99999' }, /port between 1 and 65535/],
    ['SANDBOX_PORT', { SANDBOX_PORT: 'x' }, /port between 1 and 65535/],
    ['PUBLIC_URL', { PUBLIC_URL: 'crm' }, /absolute http/],
    ['PUBLIC_URL', { PUBLIC_URL: undefined }, /is missing; set it to the https/],
    ['PUBLIC_URL', { PUBLIC_URL: 'http://crm.example.com' }, /is not https; set it to the https/],
    ['MONGODB_URI', { MONGODB_URI: 'db.internal' }, /replicaSet/],
    ['LOG_LEVEL', { LOG_LEVEL: 'all' }, /one of trace/],
    ['SESSION_SECRET', { SESSION_SECRET: undefined }, /at least 32 characters/],
    ['SESSION_SECRET', { SESSION_SECRET: 'short' }, /at least 32 characters/],
    ['SESSION_SECRET', { SESSION_SECRET: 'a'.repeat(40) }, /guessable.*openssl rand/],
    ['SESSION_SECRET', { SESSION_SECRET: 'changeme-0123456789-abcdefghijklmnop' }, /guessable/],
    ['FIELD_KEY', { FIELD_KEY: undefined }, /64 hexadecimal/],
    ['FIELD_KEY', { FIELD_KEY: '0'.repeat(64) }, /guessable/],
    ['WECOM_AGENT_ID', { WECOM_AGENT_ID: undefined }, /is missing while WECOM_CORP_ID is set.*AgentId/],
    ['WECOM_SECRET', { WECOM_SECRET: undefined }, /copy Secret/],
    ['WECOM_TOKEN', { WECOM_TOKEN: 'has space' }, /copy Token/],
    ['WECOM_AES_KEY', { WECOM_AES_KEY: 'tooshort' }, /copy EncodingAESKey/],
    ['WECOM_AES_KEY', { WECOM_AES_KEY: 'a'.repeat(43) }, /guessable/],
    ['WECOM_API_BASE', { WECOM_API_BASE: 'qyapi' }, /absolute http/],
    ['CLOCK_OFFSET_FILE', { CLOCK_OFFSET_FILE: '/tmp/x' }, /refused beside real credentials; remove it/],
    ['TRUST_PROXY', { TRUST_PROXY: 'maybe' }, /true or false/],
    ['FIELD_KEY_FILE', { FIELD_KEY_FILE: '/nowhere/key' }, /give a readable file/],
  ];
  it.each(wrong)('%s: %j is named with the fix', (name, change, fix) => {
    const texts = textsOf({ ...REAL, ...change });
    expect(texts.some((text) => text.startsWith(`${name}:`) && fix.test(text))).toBe(true);
  });

  it('sees two services on one port', () => {
    expect(textsOf({ PORT: '3900', SANDBOX_PORT: '3900' })).toEqual([
      expect.stringMatching(/^SANDBOX_PORT: .*equals PORT/),
    ]);
  });

  it('never quotes a secret', () => {
    const said = textsOf({ ...REAL, SESSION_SECRET: 'hunter2', WECOM_AES_KEY: 'my-aes' }).join('\n');
    expect(said).not.toMatch(/hunter2|my-aes/);
  });
});

describe('doctor on the database', () => {
  const NOW = new Date('2026-11-23T01:00:00Z');
  const GOOD: ServerFacts = {
    version: '6.0.5',
    setName: 'rs0',
    arbiters: 0,
    writeConcern: 'majority',
    localTime: NOW,
  };
  const wrongOf = (facts: Partial<ServerFacts>) =>
    judgeServer({ ...GOOD, ...facts }, NOW)
      .filter((finding) => !finding.ok)
      .map((finding) => finding.text);

  it('is content with a replica set of a supported version', () => {
    expect(wrongOf({})).toEqual([]);
    expect(wrongOf({ version: '8.0.4', localTime: new Date(NOW.getTime() + 1_900) })).toEqual([]);
  });

  it.each<[Partial<ServerFacts>, RegExp]>([
    [{ version: '4.4.6' }, /4\.4\.6 .*use 6\.0, 7\.0, 8\.0/],
    [{ setName: null }, /not a replica set; start mongod with --replSet rs0 and run rs\.initiate/],
    [{ arbiters: 1 }, /has an arbiter; replace it/],
    [{ writeConcern: '1' }, /write concern is not majority; remove w=/],
    [{ localTime: new Date(NOW.getTime() - 2_001) }, /clock differs .*NTP/],
  ])('%j is named with the fix', (facts, fix) => {
    const texts = wrongOf(facts);
    expect(texts).toHaveLength(1);
    expect(texts[0]).toMatch(/^MONGODB_URI: /);
    expect(texts[0]).toMatch(fix);
  });
});
