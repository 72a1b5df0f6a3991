import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadEnvFile } from 'node:process';

/** Adds the variables of `.env` in the working folder; those of the real environment win. */
export function loadDotEnv(): void {
  const file = resolve('.env');
  if (existsSync(file)) loadEnvFile(file);
}
