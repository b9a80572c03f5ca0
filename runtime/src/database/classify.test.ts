import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { classified } from './classify.ts';
import { DatabaseError, type DatabaseErrorCode, type Reaction } from './errors.ts';

function ofServer(code: string): pg.DatabaseError {
  const error = new pg.DatabaseError('role "someone" has the value "secret"', 1, 'error');
  error.code = code;
  return error;
}

function ofSystem(code: string, syscall = 'connect'): Error {
  return Object.assign(new Error(`${syscall} ${code} someone:secret`), { code, syscall });
}

describe('a failure', () => {
  it.each<[string, unknown, DatabaseErrorCode, Reaction]>([
    ['a number out of range', ofServer('22003'), 'database/row-refused', 'split'],
    ['a zero byte', ofServer('22021'), 'database/row-refused', 'split'],
    ['a text that the encoding of the database lacks', ofServer('22P05'), 'database/row-refused', 'split'],
    ['a constraint', ofServer('23514'), 'database/row-refused', 'split'],
    ['a key too long for an index', ofServer('54000'), 'database/row-refused', 'split'],
    ['a stopping server', ofServer('57P01'), 'database/disconnected', 'retry'],
    ['a crashed session', ofServer('57P02'), 'database/disconnected', 'retry'],
    ['a starting server', ofServer('57P03'), 'database/disconnected', 'retry'],
    ['a statement that takes too long', ofServer('57014'), 'database/timeout', 'retry'],
    ['a lock', ofServer('55P03'), 'database/timeout', 'retry'],
    ['too many connections', ofServer('53300'), 'database/disconnected', 'retry'],
    ['no memory', ofServer('53200'), 'database/disconnected', 'retry'],
    ['a deadlock', ofServer('40P01'), 'database/disconnected', 'retry'],
    ['a replica', ofServer('25006'), 'database/disconnected', 'retry'],
    ['a broken connection', ofServer('08006'), 'database/disconnected', 'retry'],
    ['a full disk', ofServer('53100'), 'database/unusable', 'wait'],
    ['a failing disk', ofServer('58030'), 'database/unusable', 'wait'],
    ['a damaged table', ofServer('XX001'), 'database/unusable', 'wait'],
    ['no permission', ofServer('42501'), 'database/unusable', 'wait'],
    ['a missing table', ofServer('42P01'), 'database/unusable', 'wait'],
    ['a missing column', ofServer('42703'), 'database/unusable', 'wait'],
    ['a wrong password', ofServer('28P01'), 'database/denied', 'wait'],
    ['a refused host', ofServer('28000'), 'database/denied', 'wait'],
    ['a missing database', ofServer('3D000'), 'database/missing', 'wait'],
    ['a code that nobody knows', ofServer('ZZ999'), 'database/unusable', 'wait'],
    ['no code at all', ofServer(''), 'database/unusable', 'wait'],
    ['nobody who listens', ofSystem('ECONNREFUSED'), 'database/disconnected', 'retry'],
    ['a reset', ofSystem('ECONNRESET', 'read'), 'database/disconnected', 'retry'],
    ['a name that is not known yet', ofSystem('ENOTFOUND', 'getaddrinfo'), 'database/disconnected', 'retry'],
    ['a socket that is not there yet', ofSystem('ENOENT'), 'database/disconnected', 'retry'],
    ['a certificate that is not there', ofSystem('ENOENT', 'open'), 'database/tls', 'wait'],
    ['a certificate that may not be read', ofSystem('EACCES', 'open'), 'database/tls', 'wait'],
    ['a foreign certificate', ofSystem('SELF_SIGNED_CERT_IN_CHAIN'), 'database/tls', 'wait'],
    ['a foreign name', ofSystem('ERR_TLS_CERT_ALTNAME_INVALID'), 'database/tls', 'wait'],
    [
      'the end of a connection',
      new Error('Connection terminated unexpectedly'),
      'database/disconnected',
      'retry',
    ],
    ['no answer to the first packet', new Error('timeout expired'), 'database/timeout', 'retry'],
    [
      'no password where one is asked for',
      new Error('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string'),
      'database/denied',
      'wait',
    ],
    ['anything else', new TypeError('secret'), 'database/unusable', 'wait'],
    ['what is no error', 'secret', 'database/unusable', 'wait'],
    ['nothing', undefined, 'database/unusable', 'wait'],
  ])('by %s has its reaction', (_, error, code, reaction) => {
    const reason = classified(error);
    expect({ code: reason.code, reaction: reason.reaction }).toEqual({ code, reaction });
    // Neither the message nor its cause repeats what the server said.
    expect(reason.message).not.toMatch(/secret|someone/);
    expect(reason.cause).toBeUndefined();
    expect(classified(reason)).toBe(reason);
    expect(reason).toBeInstanceOf(DatabaseError);
  });

  it("includes the server's error code", () => {
    expect(classified(ofServer('53100'))).toMatchObject({
      message: 'the disk of the server is full (SQLSTATE 53100)',
      sqlState: '53100',
    });
  });
});
