import { Environment, SettingsError } from '../environment.ts';
import { ENCODE, misreadIn } from '../server-url.ts';

/**
 * The address of the database; undefined if none is configured.
 *
 * @throws SettingsError, which never repeats the address, because it may contain a password
 */
export function databaseAddress(environment: NodeJS.ProcessEnv): string | undefined {
  const text = new Environment(environment).text('DATABASE_URL');
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^postgres(ql)?:$/.test(url.protocol)) {
    throw new SettingsError(
      `DATABASE_URL must be an address of the form postgres://user:password@host:port/database. ${ENCODE}`,
    );
  }
  const problem = misreadIn(url);
  if (problem !== undefined) throw new SettingsError(`DATABASE_URL ${problem}`);
  return text;
}
