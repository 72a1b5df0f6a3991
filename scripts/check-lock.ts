/**
 * `npm run check:lock`: every package of the lock file comes from a registry with a hash; none names a host, a
 * git repository or a file; only known packages may run install scripts.
 */
import { readFileSync } from 'node:fs';
import { lockProblems } from './lock-problems.ts';

const problems = lockProblems(JSON.parse(readFileSync('package-lock.json', 'utf8')));
for (const problem of problems) console.log(problem);
console.log(problems.length === 0 ? 'check:lock: clean' : `check:lock: ${problems.length} problems`);
if (problems.length > 0) process.exitCode = 1;
