/**
 * `npm run arch`: holds src/ to the import rules and draws the folder graph into ARCHITECTURE.md; with
 * `--check` a graph that differs from the drawn one fails instead.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** With a compiler it does not understand the tool sees nothing and calls that clean. */
const FEWEST_MODULES = 60;
const FILE = 'ARCHITECTURE.md';
const BEGIN = '<!-- graph: written by npm run arch -->';
const END = '<!-- /graph -->';

function depcruise(...args: string[]): { code: number; output: string } {
  const command = ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', 'src'];
  const result = spawnSync(process.execPath, [...command, '--config', '.dependency-cruiser.cjs', ...args], {
    encoding: 'utf8',
    maxBuffer: 256 << 20,
  });
  return { code: result.status ?? 1, output: `${result.stdout}${result.stderr}`.trim() };
}

function checkRules(): boolean {
  const { code, output } = depcruise('--output-type', 'err-long');
  console.log(output);
  const seen = Number(/(\d+) modules/.exec(output)?.[1] ?? 0);
  if (seen > FEWEST_MODULES) return code === 0;
  console.log(`arch: the tool saw ${seen} modules, expected more than ${FEWEST_MODULES}`);
  return false;
}

interface Cruised {
  readonly modules: readonly { source: string; dependencies: readonly { resolved: string }[] }[];
}

/** Folders and who imports whom, as mermaid: `src/domain` by module, everything else by layer. */
function folderGraph(): string {
  const { output } = depcruise('--output-type', 'json', '--include-only', '^src/');
  const { modules } = JSON.parse(output) as Cruised;
  const edges = new Set<string>();
  for (const { source, dependencies } of modules) {
    for (const { resolved } of dependencies) {
      const [from, to] = [folderOf(source), folderOf(resolved)];
      if (from !== null && to !== null && from !== to) edges.add(`  ${node(from)} --> ${node(to)}`);
    }
  }
  return ['flowchart TD', ...[...edges].sort()].join('\n');
}

/** Mermaid ids hold no slash: `domain_leads[domain/leads]`. */
function node(folder: string): string {
  return folder.includes('/') ? `${folder.replace('/', '_')}[${folder}]` : folder;
}

/** The node of a file; null for what would only blur the picture: web parts, and the kernel all stand on. */
function folderOf(path: string): string | null {
  const [, layer = '', folder = ''] = path.split('/');
  if (layer === 'console' || folder === 'ui' || folder === 'kernel') return null;
  if (layer === 'domain') return `domain/${folder}`;
  return layer.replace(/\.ts$/, '');
}

function drawGraph(check: boolean): boolean {
  const block = `${BEGIN}\n\`\`\`mermaid\n${folderGraph()}\n\`\`\`\n${END}`;
  const text = existsSync(FILE) ? readFileSync(FILE, 'utf8') : `# Architecture\n\n${BEGIN}\n${END}\n`;
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) {
    console.log(`arch: ${FILE} has no place for the graph; add the lines\n${BEGIN}\n${END}`);
    return false;
  }
  const drawn = text.slice(0, from) + block + text.slice(to + END.length);
  if (drawn === text) return true;
  if (check) console.log(`arch: the graph in ${FILE} is not that of the code; run npm run arch`);
  else writeFileSync(FILE, drawn);
  return !check;
}

const check = process.argv.includes('--check');
const clean = checkRules();
if (!drawGraph(check) || !clean) process.exitCode = 1;
