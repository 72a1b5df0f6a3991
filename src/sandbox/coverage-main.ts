import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { coverageDocument } from './coverage-doc.ts';

mkdirSync(fileURLToPath(new URL('../../docs/', import.meta.url)), { recursive: true });
writeFileSync(fileURLToPath(new URL('../../docs/platform-coverage.md', import.meta.url)), coverageDocument());
