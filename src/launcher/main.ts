import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError } from '#infra/config';
import { launch } from './launch.ts';
import { loadDotEnv } from './load-dot-env.ts';
import { hasRealCredentials } from './plan-processes.ts';

const say = (line: string) => console.log(line);

/** `npm start`: everything on one machine, until a signal ends it in order. */
async function main(): Promise<void> {
  loadDotEnv();
  const dist = dirname(dirname(fileURLToPath(import.meta.url)));
  const entries = { product: join(dist, 'main.js'), sandbox: join(dist, 'sandbox', 'main.js') };
  let stopping = false;
  const launching = launch({ env: process.env, say, entries });
  const stop = async (code: number) => {
    // A second signal is from somebody who cannot wait.
    if (stopping) process.exit(130);
    stopping = true;
    say('正在停止 · stopping …');
    await (await launching).stop();
    say('已停止 · stopped');
    process.exit(code);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
  const launched = await launching;
  void launched.failed.then(async (reason) => {
    say(reason);
    await stop(1);
  });
  if (await launched.ready) say(readyLine(launched.address));
  else if (!stopping) {
    say('服务未能就绪 · the service did not get ready; see the lines above, or run npm run doctor');
    await stop(1);
  }
}

function readyLine(address: string): string {
  return hasRealCredentials(process.env)
    ? `服务已就绪 · ready at ${address}`
    : `打开 ${address} 看销售顾问的企业微信 · open ${address}: WeCom on your desk`;
}

main().catch((error: unknown) => {
  const lines =
    error instanceof ConfigError ? error.problems : [error instanceof Error ? error.message : error];
  say('无法启动 · cannot start:');
  for (const line of lines) say(`  ${String(line)}`);
  process.exit(1);
});
