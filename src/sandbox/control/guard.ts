import type { Context } from 'koa';
import { ControlError } from './control-error.ts';
import { isLoopbackHost } from './receiver.ts';

/**
 * Controls are for this machine alone. The remote address stops other machines, the Host header stops a
 * web page that points its own name at 127.0.0.1, the Origin header stops every foreign page, and JSON only
 * stops plain forms.
 */
export function guardControls(ctx: Context): void {
  const remote = (ctx.req.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  if (!isLoopbackHost(remote))
    throw refused('this address may not use the controls; call from the same machine');
  if (!isLoopbackHost(hostnameOf(`http://${ctx.get('host')}`))) {
    throw refused('call the controls as localhost, 127.0.0.1 or [::1]');
  }
  const origin = ctx.get('origin');
  if (origin !== '' && !isLoopbackHost(hostnameOf(origin)))
    throw refused('pages of other origins may not use this');
  const changes = ctx.method !== 'GET' && ctx.method !== 'HEAD';
  const hasBody = Number(ctx.get('content-length') || 0) > 0 || ctx.get('transfer-encoding') !== '';
  if (changes && hasBody && !ctx.is('json')) {
    const fix = 'send content-type: application/json';
    throw new ControlError({ status: 415, code: 'JSON_ONLY', field: 'content-type', fix });
  }
}

function hostnameOf(url: string): string {
  try {
    return new URL(url).hostname;
  } catch {
    return '';
  }
}

function refused(fix: string): ControlError {
  return new ControlError({ status: 403, code: 'LOOPBACK_ONLY', fix });
}
