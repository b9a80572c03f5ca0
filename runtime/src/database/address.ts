import { decoded } from '../server-url.ts';
import { DatabaseError } from './errors.ts';

/**
 * The server without credentials: `127.0.0.1:5432`. The address itself is never shown.
 *
 * @throws DatabaseError `database/address-invalid`
 */
export function serverOf(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^postgres(ql)?:$/.test(url.protocol)) {
    throw new DatabaseError(
      'database/address-invalid',
      'wait',
      'the address of the database does not begin with postgres:// or postgresql://, or is not an address',
    );
  }
  // The query takes precedence, as in `pg`.
  const host = url.searchParams.get('host') || url.hostname || 'localhost';
  return `${decoded(host) ?? host}:${url.searchParams.get('port') || url.port || '5432'}`;
}
