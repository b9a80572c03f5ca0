export const TABLE = 'kis_tokens';

const IS_HOLDER = 'key = $1 AND generation = $2 AND holder = $3';

/**
 * The statements. Each is one atomic step and its own transaction. Nothing is held between two statements,
 * neither a transaction nor a session lock, so a client that is suspended blocks nobody, and pgbouncer may
 * use another connection for each statement.
 *
 * `clock_timestamp()` instead of `now()`, because a statement may have waited for a row.
 */
export const STATEMENTS = {
  /** Two processes that create the table at once may both find it missing, so the creation takes a lock. */
  create: `
DO $$ BEGIN
  IF to_regclass('${TABLE}') IS NOT NULL THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('${TABLE}', 0));
  CREATE TABLE IF NOT EXISTS ${TABLE} (
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
  read: `SELECT token, token_generation FROM ${TABLE} WHERE key = $1 AND token IS NOT NULL`,
  /**
   * A generation is the last one plus one, and at least the current millisecond. So even after the row was
   * removed, or a stale replica took over, no generation is reused or decreases. A client that finds the
   * row locked waits and then reads it again, as `ON CONFLICT DO UPDATE` does.
   */
  acquire: `
INSERT INTO ${TABLE} AS present (key, generation, holder, lease_until)
VALUES ($1, floor(extract(epoch FROM clock_timestamp()) * 1000), $2, clock_timestamp() + $3 * interval '1 millisecond')
ON CONFLICT (key) DO UPDATE
SET generation = greatest(present.generation + 1, excluded.generation),
    holder = excluded.holder,
    lease_until = excluded.lease_until
WHERE present.lease_until <= clock_timestamp()
RETURNING generation`,
  commit: `
UPDATE ${TABLE} SET token = $4, token_generation = $2, expires_at = to_timestamp($5 / 1000.0)
WHERE ${IS_HOLDER}`,
  record: `
UPDATE ${TABLE} SET attempt = $4, attempted_at = clock_timestamp(),
  not_before = clock_timestamp() + $5 * interval '1 millisecond'
WHERE ${IS_HOLDER}`,
  lastAttempt: `
SELECT attempt,
  (extract(epoch FROM attempted_at) * 1000)::float8 AS at,
  (extract(epoch FROM not_before - attempted_at) * 1000)::float8 AS pause,
  (extract(epoch FROM not_before - clock_timestamp()) * 1000)::float8 AS left_over
FROM ${TABLE} WHERE key = $1 AND attempt IS NOT NULL`,
  extend: `
UPDATE ${TABLE} SET lease_until = clock_timestamp() + $4 * interval '1 millisecond'
WHERE ${IS_HOLDER} AND lease_until > clock_timestamp()`,
  release: `UPDATE ${TABLE} SET lease_until = clock_timestamp() WHERE ${IS_HOLDER} AND lease_until > clock_timestamp()`,
  clear: `UPDATE ${TABLE} SET token = NULL, token_generation = NULL, expires_at = NULL WHERE key = $1`,
} as const;
