import { DatabaseError } from './errors.ts';
import { MIGRATIONS } from './migrations.ts';
import type { Session } from './session.ts';
import { SCHEMA } from './tables.ts';

const VERSIONS = `${SCHEMA}.schema_migrations`;

/** A number that no other program uses for its lock: the letters `observer` in ASCII. */
const LOCK = '8026084163158533490';

/**
 * Migrates the tables to this program's version. Safe to repeat, and for two processes to run at once.
 *
 * @throws DatabaseError `database/schema-newer` if a newer program was here
 */
export async function migrate(
  session: Session,
  timeout: number,
  migrations: readonly string[] = MIGRATIONS,
): Promise<void> {
  if ((await versionOf(session, timeout, migrations)) === migrations.length) return;
  const run = (text: string) => session.query('migrate', { text, timeout });
  // A failure ends the session, and so rolls back the transaction.
  await run(`BEGIN; SET LOCAL statement_timeout = ${timeout}; SELECT pg_advisory_xact_lock(${LOCK})`);
  // Checked first: without permission to create schemas, even IF NOT EXISTS fails.
  const [schema] = await run(`SELECT to_regnamespace('${SCHEMA}') IS NULL AS is_missing`).then(rowsOf);
  if (schema?.is_missing === true) await run(`CREATE SCHEMA ${SCHEMA}`);
  await run(
    `CREATE TABLE IF NOT EXISTS ${VERSIONS} (version integer PRIMARY KEY, migrated_at timestamptz NOT NULL DEFAULT now())`,
  );
  // Another process may have been first.
  const version = await versionOf(session, timeout, migrations);
  for (const [index, text] of migrations.entries()) {
    if (index >= version) await run(`${text}; INSERT INTO ${VERSIONS} (version) VALUES (${index + 1})`);
  }
  await run('COMMIT');
}

async function versionOf(session: Session, timeout: number, migrations: readonly string[]): Promise<number> {
  const ask = (text: string) => session.query('migrate', { text, timeout }).then(rowsOf);
  const [table] = await ask(`SELECT to_regclass('${VERSIONS}') IS NULL AS is_missing`);
  if (table?.is_missing === true) return 0;
  const [newest] = await ask(`SELECT coalesce(max(version), 0)::integer AS version FROM ${VERSIONS}`);
  const version = Number(newest?.version);
  if (version <= migrations.length) return version;
  throw new DatabaseError(
    'database/schema-newer',
    'wait',
    `the tables are of version ${version}, this program knows ${migrations.length}: a newer one has changed them`,
  );
}

function rowsOf({ rows }: { readonly rows: readonly Record<string, unknown>[] }) {
  return rows;
}
