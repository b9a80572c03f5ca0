import { Environment } from '../environment.ts';
import { serverOf } from './address.ts';

/**
 * The address of the database; undefined where there is none, and nothing is written to any.
 *
 * @throws SettingsError where it is none of PostgreSQL, DatabaseError `database/address-invalid` where it names no server
 */
export function databaseAddress(environment: NodeJS.ProcessEnv): string | undefined {
  const url = new Environment(environment).url('DATABASE_URL', ['postgres:', 'postgresql:']);
  if (url !== undefined) serverOf(url);
  return url;
}
