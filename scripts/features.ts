/**
 * `npm run features [-- report.json] [--check]`: writes docs/features.md from a test run; without a report it
 * runs the tests itself. With `--check` a file that differs from the run fails instead.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type Capability, renderFeatures, type TestReport } from './features-page.ts';

const FILE = 'docs/features.md';
const OWN_REPORT = 'docs/.tmp/tests.json';

function runTests(): string {
  mkdirSync('docs/.tmp', { recursive: true });
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json'];
  spawnSync(process.execPath, [...args, `--outputFile.json=${OWN_REPORT}`], { stdio: 'inherit' });
  return OWN_REPORT;
}

const given = process.argv.slice(2).find((argument) => !argument.startsWith('--'));
const report = JSON.parse(readFileSync(given ?? runTests(), 'utf8')) as TestReport;
const { capabilities } = JSON.parse(readFileSync('docs/capabilities.json', 'utf8')) as {
  capabilities: Capability[];
};
const { page, problems, proven } = renderFeatures(capabilities, report, process.cwd());
for (const problem of problems) console.log(`features: ${problem}`);
console.log(`features: ${proven} of ${capabilities.length} rows proven`);
const current = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';
const differs = current !== page;
if (!process.argv.includes('--check')) writeFileSync(FILE, page);
else if (differs) console.log(`features: ${FILE} is not that of this run; run npm run features`);
if (problems.length > 0 || (differs && process.argv.includes('--check'))) process.exitCode = 1;
