import type { Context } from 'koa';
import { ControlError } from '../control/control-error.ts';
import { memberOrRefuse } from '../control/say.ts';
import type { SandboxCore } from '../core.ts';
import { parseUrl } from '../parse-url.ts';
import { isProductUrl, onPhone } from './phone-host.ts';

/** `GET /_sandbox/webview?userid=&url=`: sends a frame to the product's page on that member's phone. */
export function openWebview(core: SandboxCore, ctx: Context): void {
  const member = memberOrRefuse(core, String(ctx.query.userid ?? ''));
  const url = parseUrl(String(ctx.query.url ?? ''), core.productUrl);
  if (url === null || !isProductUrl(core, url)) {
    const fix = `only pages of the product open in the phone: ${core.productUrl}/…`;
    throw new ControlError({ code: 'INVALID_INPUT', field: 'url', fix });
  }
  ctx.status = 302;
  ctx.redirect(onPhone(core, member.userid, url));
}
