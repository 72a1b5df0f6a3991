/** `npm run typecheck`: the server with its tests and tools, then each web part with its own settings. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const projects = ['tsconfig.json', 'src/console/tsconfig.json', 'src/sandbox/ui/tsconfig.json'];
for (const project of projects.filter(existsSync)) {
  console.log(`tsc ${project}`);
  const args = ['node_modules/typescript/bin/tsc', '-p', project, '--noEmit'];
  if (spawnSync(process.execPath, args, { stdio: 'inherit' }).status !== 0) process.exitCode = 1;
}
