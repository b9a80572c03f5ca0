import { serverOf } from './address.ts';

/**
 * The address of the database; undefined where there is none, and nothing is written to any.
 *
 * @throws DatabaseError `database/address-invalid`
 */
export function databaseAddress(environment: NodeJS.ProcessEnv): string | undefined {
  const url = environment.DATABASE_URL?.trim() ?? '';
  if (url === '') return undefined;
  serverOf(url);
  return url;
}
