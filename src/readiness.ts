import { checkIndexes } from '#infra/indexes';
import { pendingMigrations } from '#infra/migrations/run-migrations';
import { connectedMongo, databaseNow } from '#infra/mongo';

/** One sentence for the operator when it does not hold, else null. */
interface Check {
  readonly name: string;
  check(): Promise<string | null>;
}

/** What must hold before this process takes traffic. */
export function readinessChecks(): readonly Check[] {
  return [
    { name: 'database', check: databaseAnswers },
    { name: 'indexes', check: indexesFit },
    { name: 'migrations', check: migrationsApplied },
  ];
}

async function databaseAnswers(): Promise<null> {
  await databaseNow();
  return null;
}

async function indexesFit(): Promise<string | null> {
  const problems = await checkIndexes();
  return problems.length === 0 ? null : `${problems.length} indexes differ from what is declared`;
}

async function migrationsApplied(): Promise<string | null> {
  const pending = await pendingMigrations(connectedMongo());
  return pending.length === 0 ? null : `${pending.length} migrations are not applied`;
}
