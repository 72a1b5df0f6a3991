import type { Context } from 'koa';
import { readBody } from '../api/answer-call.ts';
import type { SandboxCore } from '../core.ts';
import { openWebview } from '../webview/open-webview.ts';
import { ControlError } from './control-error.ts';
import type { SandboxControls } from './controls.ts';
import { guardControls } from './guard.ts';
import { openStream } from './stream.ts';

const BODY_LIMIT = 1024 * 1024;

type Handler = (controls: SandboxControls, input: unknown, ctx: Context, rest: string) => unknown;

/** `METHOD name` → handler; `rest` is what follows the name in the path. */
const ROUTES: Readonly<Record<string, Handler>> = {
  'GET credentials': (controls) => controls.credentials(),
  'GET state': (controls) => controls.state(),
  'GET chats': (controls, _input, _ctx, rest) => controls.chats(rest),
  'GET log': (controls, _input, ctx) => ({ lines: controls.log(Number(ctx.query.after ?? 0) || 0) }),
  'GET clock': (controls) => controls.clock(),
  'GET faults': (controls) => ({ faults: controls.faults() }),
  'GET members': (controls) => ({ members: controls.state().members }),
  'POST press': (controls, input) => controls.press(input),
  'POST say': (controls, input) => controls.say(input),
  'POST open': (controls, input) => controls.open(input),
  'POST contacts': (controls, input) => controls.contacts(input),
  'POST members': (controls, input) => controls.members(input),
  'POST advance': (controls, input) => controls.advance(input),
  'POST faults': (controls, input) => controls.addFault(input),
  'DELETE faults': (controls, _input, _ctx, rest) =>
    controls.clearFaults(rest === '' ? undefined : Number(rest)),
  'POST callback': (controls, input) => controls.saveReceiver(input),
  'DELETE callback': (controls) => controls.useOwnReceiver(),
  'POST revoke': (controls) => controls.revokeTokens(),
  'POST leads': (controls, input) => controls.leads(input),
  'POST relay': (controls, input) => controls.relay(input),
  'POST reset': (controls) => controls.reset(),
};

/** Everything below `/_sandbox/`: JSON in, JSON out, this machine only. */
export async function answerControl(
  core: SandboxCore,
  controls: SandboxControls,
  ctx: Context,
): Promise<void> {
  try {
    guardControls(ctx);
    const [name = '', ...rest] = ctx.path.slice('/_sandbox/'.length).split('/');
    if (ctx.method === 'GET' && name === 'stream') return openStream(core, ctx);
    if (ctx.method === 'GET' && name === 'webview') return openWebview(core, ctx);
    const handler = ROUTES[`${ctx.method} ${name}`];
    if (handler === undefined) throw unknownControl(ctx);
    const input = ctx.method === 'POST' ? await readJson(ctx) : undefined;
    ctx.set('cache-control', 'no-store');
    ctx.body = await handler(controls, input, ctx, decoded(rest.join('/')));
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    const { code, field, fix } = error;
    ctx.status = error.status;
    ctx.body = { error: { code, field, fix, message: fix } };
  }
}

/** What follows the control's name in the path; a broken escape is the caller's mistake. */
function decoded(rest: string): string {
  try {
    return decodeURIComponent(rest);
  } catch {
    throw new ControlError({ code: 'INVALID_PATH', field: 'path', fix: 'use a valid percent-encoding' });
  }
}

async function readJson(ctx: Context): Promise<unknown> {
  const raw = (await readBody(ctx.req, BODY_LIMIT)).toString('utf8');
  if (raw === '') return {};
  try {
    return JSON.parse(raw);
  } catch {
    throw new ControlError({ code: 'INVALID_JSON', field: 'body', fix: 'send one JSON object' });
  }
}

function unknownControl(ctx: Context): ControlError {
  const known = [...Object.keys(ROUTES), 'GET stream', 'GET webview'].join(', ');
  return new ControlError({
    status: 404,
    code: 'NO_SUCH_CONTROL',
    field: 'path',
    fix: `there is no ${ctx.method} ${ctx.path}; known: ${known}`,
  });
}
