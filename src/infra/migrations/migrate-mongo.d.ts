/** The part of migrate-mongo (which ships no types) that we use. */
declare module 'migrate-mongo' {
  import type { Db, MongoClient } from 'mongodb';

  export interface MigrationStatus {
    fileName: string;
    /** ISO time, or `PENDING`. */
    appliedAt: string;
  }
  export const config: { set(content: Record<string, unknown>): void };
  export function up(db: Db, client: MongoClient): Promise<string[]>;
  export function status(db: Db): Promise<MigrationStatus[]>;
}
