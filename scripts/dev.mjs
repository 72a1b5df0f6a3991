// `npm run dev`: builds once, then compiles on every change and starts the product and the sandbox again.
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const node = (...args) => spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });

await new Promise((resolve) => node('scripts/start.mjs', '--build-only').once('exit', resolve));
const compiler = node(
  'node_modules/typescript/bin/tsc',
  '-p',
  'tsconfig.build.json',
  '-w',
  '--preserveWatchOutput',
);

let launcher = node('dist/launcher/main.js');
let timer = null;
let restarting = false;

/** One restart per burst of written files; the launcher ends its processes in order first. */
function restart() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (restarting) return restart();
    restarting = true;
    launcher.once('exit', () => {
      launcher = node('dist/launcher/main.js');
      restarting = false;
    });
    if (launcher.exitCode === null) launcher.kill('SIGTERM');
    else launcher.emit('exit');
  }, 400);
}

watch(join(root, 'dist'), { recursive: true }, (_event, file) => {
  if (file?.endsWith('.js')) restart();
});
watch(join(root, 'templates'), { recursive: true }, restart).on('error', () => {});

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    compiler.kill();
    launcher.once('exit', () => process.exit(0));
    launcher.kill('SIGTERM');
  });
}
