import { BlockList, isIP } from 'node:net';
import type { Context } from 'koa';

const near = new BlockList();
near.addSubnet('127.0.0.0', 8);
near.addSubnet('10.0.0.0', 8);
near.addSubnet('172.16.0.0', 12);
near.addSubnet('192.168.0.0', 16);
near.addAddress('::1', 'ipv6');
near.addSubnet('fc00::', 7, 'ipv6');

/**
 * True when the caller itself sits on this machine or a private network. Behind a proxy that is not trusted,
 * the socket is always near and says nothing: a forwarded request then counts as coming from outside.
 */
export function isFromPrivateNetwork(http: Context): boolean {
  const forwarded = http.get('x-forwarded-for') !== '' || http.get('forwarded') !== '';
  if (forwarded && !http.app.proxy) return false;
  const address = http.ip.replace(/^::ffff:/, '');
  const family = isIP(address);
  return family !== 0 && near.check(address, family === 6 ? 'ipv6' : 'ipv4');
}
