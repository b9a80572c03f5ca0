// @ts-check
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** `nobody` of Debian: PostgreSQL refuses to run as root. */
const NOBODY = 65_534;

/**
 * Gives the work the address of a PostgreSQL with its own settings, which waits for the disk as in production.
 * @param {{ program: string, environment: NodeJS.ProcessEnv, port: number, directory: string }} options
 * @param {(url: string) => Promise<void>} work
 */
export async function withPostgresql({ program, environment, port, directory }, work) {
  const place = join(directory, 'postgresql');
  mkdirSync(place);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) for (const folder of [directory, place]) chownSync(folder, NOBODY, NOBODY);
  const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const options = { ...user, cwd: place, env: { ...process.env, ...environment, LC_ALL: 'C' } };
  const data = join(place, 'data');
  const initdb = join(dirname(realpathSync(program)), 'initdb');
  const made = spawnSync(
    initdb,
    ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--no-locale'],
    options,
  );
  if (made.status !== 0) throw new Error(`initdb made no cluster: ${made.stderr}`);
  const args = [
    '-D',
    data,
    '-p',
    String(port),
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'unix_socket_directories=',
  ];
  const server = spawn(program, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(server, 'exit');
  try {
    await new Promise((resolve, reject) => {
      let output = '';
      server.stderr.setEncoding('utf8').on('data', (text) => {
        output += text;
        if (output.includes('ready to accept connections')) resolve(undefined);
      });
      ended.then(() => reject(new Error(`postgres ended: ${output}`)), reject);
    });
    await work(`postgres://bench@127.0.0.1:${port}/postgres`);
  } finally {
    // Fast shutdown: SIGTERM would wait for clients to leave.
    server.kill('SIGINT');
    await ended;
  }
}
