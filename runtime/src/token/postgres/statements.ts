/** A name, with its schema or without; it stands in the statements as it is. */
const TABLE = /^[a-z_][a-z0-9_]{0,62}(\.[a-z_][a-z0-9_]{0,62})?$/;

/**
 * The statements, each of which is one step and one transaction by itself. Nothing is held between two of them, neither
 * a transaction nor a lock of a session: a client can be stopped at any time without the others having to wait for it, and
 * pgbouncer may give each statement another connection.
 *
 * `clock_timestamp()` instead of `now()`: a statement may have waited for a row.
 *
 * @throws RangeError where the name of the table is none
 */
export function statements(table: string) {
  if (!TABLE.test(table)) throw new RangeError(`${JSON.stringify(table)} is no name of a table`);
  const isHolder = 'key = $1 AND generation = $2 AND holder = $3';
  return {
    /** Two that create a table at once can both find it missing; who has the lock creates it. */
    create: `
DO $$ BEGIN
  IF to_regclass('${table}') IS NOT NULL THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('${table}', 0));
  CREATE TABLE IF NOT EXISTS ${table} (
    key text PRIMARY KEY,
    generation bigint NOT NULL,
    holder text NOT NULL,
    lease_until timestamptz NOT NULL,
    token bytea,
    token_generation bigint,
    expires_at timestamptz,
    attempt text,
    attempted_at timestamptz,
    not_before timestamptz
  );
END $$`,
    read: `SELECT token, token_generation FROM ${table} WHERE key = $1 AND token IS NOT NULL`,
    /**
     * A generation is one more than the last and not less than the present millisecond: after the row was removed, or
     * a replica took over that had not got it yet, none is given twice and none is lower than before. Who finds the row
     * locked waits for it and then looks again at what is in it, as `ON CONFLICT DO UPDATE` does.
     */
    acquire: `
INSERT INTO ${table} AS present (key, generation, holder, lease_until)
VALUES ($1, floor(extract(epoch FROM clock_timestamp()) * 1000), $2, clock_timestamp() + $3 * interval '1 millisecond')
ON CONFLICT (key) DO UPDATE
SET generation = greatest(present.generation + 1, excluded.generation),
    holder = excluded.holder,
    lease_until = excluded.lease_until
WHERE present.lease_until <= clock_timestamp()
RETURNING generation`,
    commit: `
UPDATE ${table} SET token = $4, token_generation = $2, expires_at = to_timestamp($5 / 1000.0)
WHERE ${isHolder}`,
    record: `
UPDATE ${table} SET attempt = $4, attempted_at = clock_timestamp(),
  not_before = clock_timestamp() + $5 * interval '1 millisecond'
WHERE ${isHolder}`,
    lastAttempt: `
SELECT attempt,
  (extract(epoch FROM attempted_at) * 1000)::float8 AS at,
  (extract(epoch FROM not_before - attempted_at) * 1000)::float8 AS pause,
  (extract(epoch FROM not_before - clock_timestamp()) * 1000)::float8 AS left_over
FROM ${table} WHERE key = $1 AND attempt IS NOT NULL`,
    extend: `
UPDATE ${table} SET lease_until = clock_timestamp() + $4 * interval '1 millisecond'
WHERE ${isHolder} AND lease_until > clock_timestamp()`,
    release: `UPDATE ${table} SET lease_until = clock_timestamp() WHERE ${isHolder} AND lease_until > clock_timestamp()`,
    clear: `UPDATE ${table} SET token = NULL, token_generation = NULL, expires_at = NULL WHERE key = $1`,
  } as const;
}

export type Statements = ReturnType<typeof statements>;
