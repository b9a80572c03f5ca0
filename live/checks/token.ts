import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Row } from 'observability-as-code/live';
import type { Stack } from '../stack.ts';
import { LONGEST_WAIT, until } from '../until.ts';

const CACHED = /Using cached token[^"]*/;

/** After a restart the observer goes on with the token that it has, and asks KIS for none. */
export async function checkToken({ observer, simulator }: Stack): Promise<readonly Row[]> {
  const directory = path.join(observer.dataDirectory, 'cache');
  const file = readdirSync(directory).find((name) => name.endsWith('.token.json'));
  const requests = () => simulator.journal.tokens.requests;
  const before = requests();
  await observer.stop();
  await observer.start();
  const said = await until(
    async () => CACHED.exec(observer.log())?.[0],
    (text) => text !== undefined,
    LONGEST_WAIT,
  );
  // A token that does not do is replaced at the first request.
  const succeeded = simulator.journal.rest.succeeded;
  const served = await until(
    async () => simulator.journal.rest.succeeded - succeeded,
    (count) => count > 0,
    LONGEST_WAIT,
  );
  const row = (name: string, isOk: boolean, result: string) => ({ section: 'token', name, isOk, result });
  return [
    row('the cache file', file !== undefined, file ?? `is missing in ${directory}`),
    row('a restart', said !== undefined, said ?? 'the log does not say "Using cached token"'),
    row('requests for a token', requests() === before, `${requests() - before} after the restart`),
    row('requests with it', served > 0, `${served} have succeeded`),
  ];
}
