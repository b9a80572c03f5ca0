export type DatabaseErrorCode =
  /** Not an address of a PostgreSQL server. */
  | 'database/address-invalid'
  /** No server responds, the connection broke, or the server is starting, stopping or out of connections. */
  | 'database/disconnected'
  /** No response in time. */
  | 'database/timeout'
  /** The server does not know the user, or the password is wrong or missing. */
  | 'database/denied'
  /** The database does not exist. */
  | 'database/missing'
  /** TLS is required but not offered, or the certificate is not trusted. */
  | 'database/tls'
  /** The server responds but cannot do it: no permission, no table, no space. */
  | 'database/unusable'
  /** The server rejects the row, and would again. */
  | 'database/row-refused'
  /** A newer program has migrated the tables. */
  | 'database/schema-newer'
  /** The writer is closed. */
  | 'database/closed';

/** What to do: `retry` soon, `wait` until somebody fixes it, or `split` the batch to find the rejected row. */
export type Reaction = 'retry' | 'wait' | 'split';

/**
 * Its message is our own, never the server's, which names the user and quotes rows. For the same reason it
 * has no original error as its cause.
 */
export class DatabaseError extends Error {
  readonly code: DatabaseErrorCode;
  readonly reaction: Reaction;
  /** The server's five-character code; undefined if there is none. */
  readonly sqlState: string | undefined;

  constructor(code: DatabaseErrorCode, reaction: Reaction, message: string, sqlState?: string) {
    super(sqlState === undefined ? message : `${message} (SQLSTATE ${sqlState})`);
    this.name = 'DatabaseError';
    this.code = code;
    this.reaction = reaction;
    this.sqlState = sqlState;
  }
}
