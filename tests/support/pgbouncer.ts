import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { freePort } from './free-port.ts';
import { libraryEnvironment } from './library-path.ts';
import { asOrdinaryUser, giveToOrdinaryUser } from './ordinary-user.ts';
import type { PostgresqlServer } from './postgresql.ts';
import { startServerProcess } from './server-process.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { requireTool } from './tools.ts';

/**
 * Starts a real pgbouncer before a PostgreSQL. It pools by transaction, with so few connections that two transactions of a
 * client seldom get the same. Skips the test where it is not installed.
 *
 * @returns the address that clients use instead of the server's
 */
export async function startPgbouncer({
  port,
  password,
}: PostgresqlServer): Promise<{ readonly url: string }> {
  const program = await requireTool('pgbouncer');
  const directory = await temporaryDirectory();
  const own = await freePort();
  const file = path.join(directory, 'pgbouncer.ini');
  const lines = [
    '[databases]',
    `postgres = host=127.0.0.1 port=${port} user=observer password='${password}'`,
    '[pgbouncer]',
    `listen_addr = 127.0.0.1\nlisten_port = ${own}\nunix_socket_dir =`,
    'auth_type = any\npool_mode = transaction\ndefault_pool_size = 3',
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  await giveToOrdinaryUser(directory, file);
  const [command, ...before] = asOrdinaryUser(program);
  await startServerProcess(command, [...before, file], {
    environment: await libraryEnvironment(program),
    readyAt: async (output) => (output.includes('process up') ? `127.0.0.1:${own}` : undefined),
  });
  return { url: `postgres://observer:any@127.0.0.1:${own}/postgres` };
}
