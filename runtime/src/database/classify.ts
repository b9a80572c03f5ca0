import pg from 'pg';
import { DatabaseError, type DatabaseErrorCode, type Reaction } from './errors.ts';

type Condition = readonly [DatabaseErrorCode, Reaction, string];

/**
 * Conditions by SQLSTATE, or by its first two characters if the whole code is not listed. @see
 * https://www.postgresql.org/docs/15/errcodes-appendix.html
 */
const CONDITIONS: ReadonlyMap<string, Condition> = new Map<string, Condition>([
  ['08', ['database/disconnected', 'retry', 'the connection broke']],
  ['22', ['database/row-refused', 'split', 'a value does not fit its column']],
  ['23', ['database/row-refused', 'split', 'a row breaks a constraint']],
  // From a server that became a replica: its name will soon lead to another server.
  ['25006', ['database/disconnected', 'retry', 'the server takes no writes']],
  ['28', ['database/denied', 'wait', 'the server does not let this user in, or not with this password']],
  ['3D000', ['database/missing', 'wait', 'there is no such database']],
  ['40', ['database/disconnected', 'retry', 'the server gave up the statement for another one']],
  ['42', ['database/unusable', 'wait', 'the tables are not what the program made']],
  ['42501', ['database/unusable', 'wait', 'this user has no permission for it']],
  ['42P01', ['database/unusable', 'wait', 'a table is missing']],
  ['53', ['database/unusable', 'wait', 'the server lacks resources']],
  ['53100', ['database/unusable', 'wait', 'the disk of the server is full']],
  ['53200', ['database/disconnected', 'retry', 'the server is out of memory']],
  ['53300', ['database/disconnected', 'retry', 'the server has too many connections']],
  // A key that is too long for its index.
  ['54000', ['database/row-refused', 'split', 'a row is larger than the server can hold']],
  ['55P03', ['database/timeout', 'retry', 'another session holds a lock']],
  ['57014', ['database/timeout', 'retry', 'the server gave up the statement after its time']],
  ['57', ['database/disconnected', 'retry', 'the server is starting or stopping']],
]);

const OTHER_CONDITION: Condition = ['database/unusable', 'wait', 'the server reports a failure'];

/** Errors of `pg` without a code when the server is gone. */
const LOST: ReadonlySet<string> = new Set([
  'Connection terminated',
  'Connection terminated unexpectedly',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  // The server answered the request for TLS with an error, such as too many connections.
  'There was an error establishing an SSL connection',
]);

const TLS = /^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH)/;

/** Converts any error to its reason and reaction. */
export function classified(error: unknown): DatabaseError {
  if (error instanceof DatabaseError) return error;
  if (error instanceof pg.DatabaseError) return ofServer(error.code ?? '');
  const code = textOf(error, 'code');
  const message = textOf(error, 'message');
  if (TLS.test(code) || message === 'The server does not support SSL connections') {
    return new DatabaseError('database/tls', 'wait', `TLS negotiation failed${code && `: ${code}`}`);
  }
  if (message === 'timeout expired')
    return new DatabaseError('database/timeout', 'retry', 'the server did not answer in time');
  if (LOST.has(message)) return new DatabaseError('database/disconnected', 'retry', 'the connection broke');
  const call = textOf(error, 'syscall');
  if (call === 'open') {
    return new DatabaseError('database/tls', 'wait', 'a certificate named in the address is unreadable');
  }
  if (/^E[A-Z_]+$/.test(code) && !code.startsWith('ERR_')) {
    return new DatabaseError('database/disconnected', 'retry', `no connection: ${code}`);
  }
  if (message.startsWith('SASL')) {
    return new DatabaseError('database/denied', 'wait', 'the server does not accept this kind of password');
  }
  const name = error instanceof Error ? error.name : typeof error;
  return new DatabaseError('database/unusable', 'wait', `an unexpected failure: ${code || name}`);
}

function ofServer(sqlState: string): DatabaseError {
  const [code, reaction, message] =
    CONDITIONS.get(sqlState) ?? CONDITIONS.get(sqlState.slice(0, 2)) ?? OTHER_CONDITION;
  return new DatabaseError(code, reaction, message, sqlState);
}

function textOf(error: unknown, key: 'code' | 'message' | 'syscall'): string {
  if (typeof error !== 'object' || error === null) return '';
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' ? value : '';
}
