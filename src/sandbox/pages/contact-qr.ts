import type { Context } from 'koa';
import QRCode from 'qrcode';
import type { SandboxCore } from '../core.ts';

/** The picture `qr_code` of add_contact_way points at; scanning is played by `POST /_sandbox/contacts`. */
export async function answerContactQr(core: SandboxCore, ctx: Context): Promise<void> {
  const configId = /^\/wework_admin\/qr\/([0-9a-f]{32})\.svg$/.exec(ctx.path)?.[1];
  if (!core.state.contactWays.some((way) => way.configId === configId)) {
    ctx.status = 404;
    return;
  }
  ctx.type = 'image/svg+xml';
  ctx.body = await QRCode.toString(`https://work.weixin.qq.com/ca/${configId}`, { type: 'svg' });
}
