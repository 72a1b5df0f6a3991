import { describe, expect, it, onTestFinished } from 'vitest';
import { waitFor } from '../../support/wait-for.ts';
import { buttonCard } from './docs-client.ts';
import { openSandbox } from './open-sandbox.ts';

interface StreamEvent {
  readonly name: string;
  readonly data: Record<string, unknown>;
}

/** Follows `/_sandbox/stream` as a page does. */
async function follow(url: string) {
  const stopping = new AbortController();
  const answer = await fetch(`${url}/_sandbox/stream`, { signal: stopping.signal });
  const events: StreamEvent[] = [];
  let text = '';
  const done = (async () => {
    for await (const chunk of answer.body!) {
      text += Buffer.from(chunk as Uint8Array).toString('utf8');
      for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
        const [name, data] = ['event', 'data'].map(
          (field) => new RegExp(`^${field}: (.*)$`, 'm').exec(text.slice(0, end))?.[1],
        );
        if (name !== undefined) events.push({ name, data: JSON.parse(data ?? 'null') as never });
        text = text.slice(end + 2);
      }
    }
  })().catch(() => undefined);
  const stop = async () => {
    stopping.abort();
    await done;
  };
  onTestFinished(stop);
  return { answer, events, stop, named: (name: string) => events.filter((event) => event.name === name) };
}

describe('the stream of the page', () => {
  it('is an event stream nobody keeps', async () => {
    const { url } = await openSandbox();
    const { answer } = await follow(url);
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('[OP1] tells a card’s life in order: sent, pressed, decided', async () => {
    const { url, wecom, control, chat, receiver, sandbox } = await openSandbox();
    const page = await follow(url);
    await wecom.sendCard('lina', buttonCard());
    const [message] = await chat('lina');
    await control('POST press', { userid: 'lina', messageId: message!.id, buttonKey: 'lead.accept|L1|1' });
    const [event] = await receiver.next();
    await wecom.post('message/update_template_card', {
      agentid: sandbox.core.credentials.agentId,
      response_code: event!.tag('ResponseCode'),
      userids: ['lina'],
      button: { replace_name: '已接单' },
    });
    const told = await waitFor(() => page.named('message').length === 3 && page.named('message'));
    const views = told.map((each) => each.data.message as { id: string; state: string; outcome: string });
    expect(views.map((view) => view.state)).toEqual(['active', 'waiting', 'done']);
    expect(new Set(views.map((view) => view.id)).size).toBe(1);
    expect(views[2]!.outcome).toBe('已接单');
    expect(told.every((each) => each.data.userid === 'lina')).toBe(true);
  });

  it('tells clock, faults, members, receiver, log and reset, each by its name', async () => {
    const { url, control, tryControl } = await openSandbox();
    const page = await follow(url);
    await control('POST advance', { seconds: 60 });
    await control('POST faults', { api: 'message/send', errcode: -1 });
    await control('POST members', { action: 'resign', userid: 'lina' });
    await tryControl('DELETE callback');
    await control('POST reset');
    await waitFor(() => page.named('reset').length === 1);
    expect(page.named('clock')[0]?.data).toMatchObject({ offsetSeconds: 60 });
    expect(page.named('faults')[0]?.data).toMatchObject({ faults: [{ errcode: -1 }] });
    const members = page.named('members')[0]?.data.members as { userid: string; active: boolean }[];
    expect(members.find((member) => member.userid === 'lina')?.active).toBe(false);
    expect(page.named('callback').length).toBeGreaterThan(0);
    const ids = page.named('log').map((event) => Number(event.data.id));
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  });

  it('two pages hear the same; one that left costs nothing and can come back', async () => {
    const { url, sandbox, control } = await openSandbox();
    const [first, second] = [await follow(url), await follow(url)];
    await control('POST advance', { seconds: 1 });
    await waitFor(() => first.named('clock').length === 1 && second.named('clock').length === 1);
    await first.stop();
    await control('POST advance', { seconds: 1 });
    await waitFor(() => second.named('clock').length === 2);
    expect(first.named('clock')).toHaveLength(1);
    const back = await follow(url);
    await control('POST advance', { seconds: 1 });
    await waitFor(() => back.named('clock').length === 1);
    expect(back.named('clock')[0]?.data).toMatchObject({ offsetSeconds: 3 });
    expect(sandbox.controls.clock().offsetSeconds).toBe(3);
  });

  it('what was missed is in the log after the last line heard', async () => {
    const { url, wecom, control } = await openSandbox();
    const page = await follow(url);
    await control('POST advance', { seconds: 1 });
    await waitFor(() => page.named('log').length > 0);
    const last = Number(page.named('log').at(-1)!.data.id);
    await page.stop();
    await wecom.send({ touser: 'lina', msgtype: 'text', text: { content: '你好' } });
    const { lines } = await control<{ lines: { id: number; text: string }[] }>(`GET log?after=${last}`);
    expect(lines.every((line) => line.id > last)).toBe(true);
    expect(lines.map((line) => line.text)).toContain('李娜 收到一条文字');
  });

  it('is not for pages of other origins', async () => {
    const { url } = await openSandbox();
    const answer = await fetch(`${url}/_sandbox/stream`, { headers: { origin: 'https://evil.example.com' } });
    expect(answer.status).toBe(403);
  });
});

describe('a phone whose owner has left', () => {
  it.each<[string, Record<string, unknown>]>([
    ['POST press', { messageId: 'm00000001', buttonKey: 'k' }],
    ['POST say', { text: '你好' }],
    ['POST open', {}],
    ['POST members', { action: 'resign' }],
  ])('[OP1] %s says with 409 that it is logged out', async (call, input) => {
    const { control, tryControl, receiver } = await openSandbox();
    await control('POST members', { action: 'resign', userid: 'lina' });
    const before = receiver.received.length;
    const { status, body } = await tryControl(call, { userid: 'Lina', ...input });
    expect([status, body.error.code, body.error.field]).toEqual([409, 'MEMBER_LEFT', 'userid']);
    expect(body.error.fix).toContain('李娜');
    expect(receiver.received).toHaveLength(before);
  });

  it('still shows what was on it, and works again when its owner comes back', async () => {
    const { wecom, control, chat } = await openSandbox();
    await wecom.send({ touser: 'lina', msgtype: 'text', text: { content: '留着' } });
    await control('POST members', { action: 'resign', userid: 'lina' });
    expect((await chat('lina')).map((message) => message.text)).toEqual(['留着']);
    await control('POST members', { action: 'hire', userid: 'lina', name: '李娜' });
    expect(await control('POST say', { userid: 'lina', text: '我回来了' })).toMatchObject({
      delivered: true,
    });
  });

  it('a userid nobody ever had is still a 404', async () => {
    const { tryControl } = await openSandbox();
    expect((await tryControl('POST say', { userid: 'nobody', text: 'x' })).status).toBe(404);
  });
});
