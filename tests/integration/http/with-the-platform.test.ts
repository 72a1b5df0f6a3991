import { execFile } from 'node:child_process';
import { request } from 'node:http';
import { promisify } from 'node:util';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '#domain/kernel/command-context';
import { getLead } from '#domain/leads/index';
import { removeMember } from '#domain/staff/index';
import { systemClock } from '#infra/clock';
import { loadConfig } from '#infra/config';
import { createLogger } from '#infra/logger';
import { sealEvent } from '#sandbox/callbacks/envelope';
import { createApp } from '../../../src/app.ts';
import { startWorld } from '../../support/product.ts';
import { waitFor } from '../../support/wait-for.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
let app: ReturnType<typeof createApp>;

beforeAll(async () => {
  world = await startWorld();
  const { apiKey, apiSecret } = world.credentials;
  app = createApp({
    config: loadConfig(world.environment),
    roles: new Set(['web', 'worker']),
    hostClock: systemClock,
    logger: createLogger('silent'),
    demo: { apiKey, apiSecret, history: false },
  });
  await app.start();
}, 120_000);
afterAll(async () => {
  await app.stop();
  await world.sandbox.close();
});

/** GET through a phone of the sandbox: its own host, the cookies in the phone's jar. */
function phone(userid: string, path: string): Promise<{ status: number; location: string; body: string }> {
  const { port } = new URL(world.environment.WECOM_API_BASE);
  return new Promise((resolve, reject) => {
    const headers = { host: `${userid}.localhost:${port}`, 'user-agent': 'wxwork/4.1.0' };
    request({ host: '127.0.0.1', port, path, headers }, (answer) => {
      let body = '';
      answer.on('data', (chunk) => {
        body += String(chunk);
      });
      answer.on('end', () =>
        resolve({ status: answer.statusCode!, location: answer.headers.location ?? '', body }),
      );
    })
      .once('error', reject)
      .end();
  });
}

/** Follows the redirects of a login on a phone; returns the last answer. */
async function walk(userid: string, path: string) {
  let answer = await phone(userid, path);
  for (let i = 0; i < 6 && answer.status === 302; i += 1) {
    const to = new URL(answer.location, 'http://here');
    answer = await phone(userid, to.pathname + to.search);
  }
  return answer;
}

async function ownedLead() {
  const answer = await world.lead('mini_program', {
    name: '周先生',
    phone: `139${String(10_000_000 + Math.floor(performance.now() * 1_000)).slice(0, 8)}`,
    model: '宋PLUS',
    wants: ['test_drive'],
  });
  const leadId = String(answer.body.leadId);
  return await waitFor(
    async () => {
      const found = await getLead(leadId);
      return found.ownerId === null ? null : found;
    },
    { what: 'an owner' },
  );
}

describe('[CH1] the phone page behind the platform’s own login', () => {
  it('opens in the client by itself and explains the lead: why me, until when, what happened', async () => {
    const lead = await ownedLead();
    const userid = lead.ownerId!.replace('staff-', '');
    await walk(userid, `/auth/start?next=/app/leads/${lead.id}`);
    const detail = await waitFor(
      async () => {
        const { body } = await phone(userid, `/api/app/v1/leads/${lead.id}`);
        const read = JSON.parse(body);
        return read.deadlines?.length > 0 && read.timeline?.length > 1 ? read : null;
      },
      { what: 'clocks and trail' },
    );
    expect(detail.why).toContain('SUV');
    expect(detail.deadlines.map((one: { kind: string }) => one.kind)).toEqual(
      expect.arrayContaining(['first_contact_target', 'accept_timeout', 'first_contact_sla']),
    );
    expect(detail.timeline.map((one: { title: string }) => one.title)).toEqual(
      expect.arrayContaining(['系统分配', '来自官方小程序']),
    );
  });

  it('[ST2] is shut to somebody who left with the next request', async () => {
    await walk('wangqiang', '/auth/start');
    expect((await phone('wangqiang', '/api/app/v1/me')).status).toBe(200);
    await removeMember(systemContext(systemClock, 'test'), { platform: 'wecom', userId: 'wangqiang' });
    expect((await phone('wangqiang', '/api/app/v1/me')).status).toBe(401);
  });
});

describe('[LC1] the example on the API page', () => {
  it('run in a shell as it stands hands a lead in', async () => {
    const html = await (await fetch(`${world.url}/api/docs`)).text();
    const shown = /<pre[^>]*>([\s\S]*?)<\/pre>/.exec(html)![1]!;
    const script = shown
      .replace(/&(amp|lt|gt|quot);|&#x27;|&#x3D;|&#x60;/g, (one) => ENTITIES[one]!)
      // The world of this test lies in another week.
      .replace('$(date +%s)', String(Math.floor(worldSeconds())));
    const { stdout } = await promisify(execFile)('bash', ['-c', script], {
      env: { ...process.env, API_KEY: world.credentials.apiKey, API_SECRET: world.credentials.apiSecret },
    });
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'accepted', leadId: expect.any(String) });
  });
});

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x27;': "'",
  '&#x3D;': '=',
  '&#x60;': '`',
};

const worldSeconds = () => world.sandbox.core.clock.seconds();

describe('callbacks in a burst', () => {
  it('two hundred at once share inserts, are all acknowledged, and are kept once', async () => {
    const { corpId, token, aesKey } = world.credentials;
    const { core } = world.sandbox;
    const receiver = { url: world.url, token, aesKey } as Parameters<typeof sealEvent>[1];
    const requests = Array.from({ length: 200 }, (_, i) => {
      const xml = `<xml><ToUserName>${corpId}</ToUserName><FromUserName>lina</FromUserName><CreateTime>${worldSeconds()}</CreateTime><MsgType>event</MsgType><Event>burst_${i}</Event><AgentID>1000002</AgentID></xml>`;
      return sealEvent(core, receiver, xml, 1_000_002);
    });
    const db = mongoose.connection.db!;
    await db.command({ profile: 1, filter: { op: 'insert', ns: `${db.databaseName}.inbox` } });
    const send = () =>
      Promise.all(
        requests.map(({ query, body }) =>
          fetch(`${world.url}/callbacks/wecom?${query}`, { method: 'POST', body }).then((one) => one.status),
        ),
      );
    expect(new Set(await send())).toEqual(new Set([200]));
    await db.command({ profile: 0 });
    const inserts = await db.collection('system.profile').countDocuments({ op: 'insert' });
    expect(inserts).toBeGreaterThan(0);
    // Far fewer than one each; how few depends on what else the machine does.
    expect(inserts).toBeLessThan(150);
    // The platform sends again what it believes lost: acknowledged, and kept no second time.
    const inbox = () => mongoose.connection.collection('inbox').countDocuments({});
    const kept = await inbox();
    expect(kept).toBeGreaterThanOrEqual(200);
    expect(new Set(await send())).toEqual(new Set([200]));
    expect(await inbox()).toBe(kept);
  });
});
