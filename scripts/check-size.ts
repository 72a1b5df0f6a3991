/** `npm run check:size`: source files stay short, and there is at least as much test as source. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sizeReport } from './size-report.ts';

const SKIPPED = new Set(['node_modules', 'dist', 'coverage']);

function filesBelow(dir: string): { path: string; lines: number }[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesBelow(path);
    if (!/\.(m?ts|tsx|mjs)$/.test(entry.name)) return [];
    return [{ path, lines: readFileSync(path, 'utf8').split('\n').length - 1 }];
  });
}

const report = sizeReport(filesBelow('src'), filesBelow('tests'));
console.log(report.summary);
for (const problem of report.problems) console.log(problem);
if (report.problems.length > 0) process.exitCode = 1;
