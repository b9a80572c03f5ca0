export type DatabaseErrorCode =
  /** The address is none of a PostgreSQL server. */
  | 'database/address-invalid'
  /** Nothing answers, the connection broke, or the server is starting, stopping or full of connections. */
  | 'database/disconnected'
  /** No answer within the time. */
  | 'database/timeout'
  /** The server does not know the user, or the password is wrong or missing. */
  | 'database/denied'
  /** There is no such database. */
  | 'database/missing'
  /** TLS is wanted and not offered, or the certificate is not trusted. */
  | 'database/tls'
  /** The server answers, and cannot do it: no permission, no table, no space. */
  | 'database/unusable'
  /** The server refuses the row, and would refuse it again. */
  | 'database/row-refused'
  /** A newer program has changed the tables. */
  | 'database/schema-newer'
  /** The writer was closed. */
  | 'database/closed';

/**
 * What helps: `retry` soon, `wait` for somebody who mends it, or `split` the batch to find the row that is refused.
 */
export type Reaction = 'retry' | 'wait' | 'split';

/**
 * Its message is our own and never the server's: that names the user, and quotes what stands in a row. For the same
 * reason the original error is no cause of it.
 */
export class DatabaseError extends Error {
  readonly code: DatabaseErrorCode;
  readonly reaction: Reaction;
  /** What the server said, as five characters; undefined where it said nothing. */
  readonly sqlState: string | undefined;

  constructor(code: DatabaseErrorCode, reaction: Reaction, message: string, sqlState?: string) {
    super(sqlState === undefined ? message : `${message} (SQLSTATE ${sqlState})`);
    this.name = 'DatabaseError';
    this.code = code;
    this.reaction = reaction;
    this.sqlState = sqlState;
  }
}
