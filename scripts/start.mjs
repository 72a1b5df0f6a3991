// `npm start`: compiles and builds what is older than its sources, then hands over to the launcher.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Web parts: a workspace with its own vite.config, which says into which folder of dist it builds. */
const WEB_PARTS = [
  { source: 'src/console', output: 'dist/web/app' },
  { source: 'src/sandbox/ui', output: 'dist/sandbox-ui' },
];

/** Modification time of the newest file below a folder; `skip` names folders that are somebody else's. */
function newest(dir, skip = []) {
  let latest = 0;
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.name === 'node_modules' || entry.name === 'dist' || skip.includes(path)) continue;
    latest = Math.max(latest, entry.isDirectory() ? newest(path, skip) : statSync(path).mtimeMs);
  }
  return latest;
}

const timeOf = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function run(what, args, cwd = root) {
  console.log(`${what} …`);
  const result = spawnSync(process.execPath, args, { cwd, stdio: 'inherit' });
  if (result.status !== 0) {
    console.error(`${what}: 失败 · failed`);
    process.exit(result.status ?? 1);
  }
}

/** Compiles the server when a source, or the settings it is compiled with, is newer than the last compile. */
export function compileServer({ force = false } = {}) {
  const stamp = join(root, 'dist/.tsbuildinfo');
  const web = WEB_PARTS.map((part) => join(root, part.source));
  const settings = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];
  const sources = Math.max(
    newest(join(root, 'src'), web),
    ...settings.map((file) => timeOf(join(root, file))),
  );
  if (!force && timeOf(stamp) > sources) return;
  const begun = new Date();
  run('正在编译 · compiling', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);
  // The compiler leaves its stamp alone when nothing changed in effect; a source saved meanwhile stays newer.
  utimesSync(stamp, begun, begun);
}

/** Builds the web parts whose sources (or the shared contract) are newer than their output. */
export function buildWeb({ force = false } = {}) {
  for (const { source, output } of WEB_PARTS) {
    const config = ['vite.config.ts', 'vite.config.mjs', 'vite.config.js'].find((name) =>
      existsSync(join(root, source, name)),
    );
    if (config === undefined) continue;
    const contract = join(root, 'src/contract');
    const sources = Math.max(newest(join(root, source)), existsSync(contract) ? newest(contract) : 0);
    if (!force && timeOf(join(root, output, 'index.html')) > sources) continue;
    const vite = [
      join(root, 'node_modules/vite/bin/vite.js'),
      'build',
      '--config',
      config,
      '--logLevel',
      'warn',
    ];
    run(`正在构建页面 · building ${source}`, vite, join(root, source));
  }
}

const force = process.argv.includes('--force');
compileServer({ force });
buildWeb({ force });
if (!process.argv.includes('--build-only')) await import(join(root, 'dist/launcher/main.js'));
