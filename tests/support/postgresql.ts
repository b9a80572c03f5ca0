import { readFile, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { childrenOf, killAll, signalAll } from './descendants.ts';
import { freePort } from './free-port.ts';
import { libraryEnvironment } from './library-path.ts';
import { asOrdinaryUser, giveToOrdinaryUser } from './ordinary-user.ts';
import { releaseAfterwards } from './release.ts';
import { run } from './run.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { requireTool } from './tools.ts';

export interface PostgresqlServer {
  /** `postgres://observer:<password>@127.0.0.1:<port>/postgres`, of a superuser. */
  readonly url: string;
  readonly port: number;
  readonly password: string;
  /** Everything the server has printed since it was last started. */
  log(): string;
  /** Ends the server and its sessions. What was committed stays. */
  stop(): Promise<void>;
  /** Ends it as a crash would, at once and with all its sessions. */
  kill(): Promise<void>;
  /** Sends the server and its sessions a signal, such as SIGSTOP. */
  signal(name: NodeJS.Signals): Promise<void>;
  /** Starts it again at the same address and with the same data, after having stopped it where it runs. */
  restart(): Promise<void>;
}

export interface PostgresqlOptions {
  readonly password?: string;
  /** Lines of `postgresql.conf`, such as `max_connections = 10`. */
  readonly settings?: readonly string[];
}

const USER = 'observer';

/**
 * Starts a real PostgreSQL with an empty cluster of its own, which is removed afterwards. Skips the test where it is
 * not installed. It does not wait for the disk, so it is no place to measure writes.
 */
export async function startPostgresql(options: PostgresqlOptions = {}): Promise<PostgresqlServer> {
  const { password = 'a password of the tests', settings = [] } = options;
  const program = await requireTool('postgres');
  const environment = { ...(await libraryEnvironment(program)), LC_ALL: 'C', TZ: 'UTC' };
  const directory = await temporaryDirectory();
  const data = path.join(directory, 'data');
  await initialise({ program, environment, directory, data, password, settings });

  const port = await freePort();
  const [command, ...before] = asOrdinaryUser(program);
  let server: ServerProcess;
  const start = async () => {
    server = await startServerProcess(command, [...before, '-D', data, '-p', String(port)], {
      environment,
      isStoppedByCaller: true,
      // Fast shutdown: SIGTERM would wait for clients to leave.
      stopSignal: 'SIGINT',
      readyAt: async (output) =>
        output.includes('database system is ready to accept connections') ? `127.0.0.1:${port}` : undefined,
    });
  };
  await start();
  // After a crash that nobody recovered from, the segment by which two servers would notice each other is left.
  releaseAfterwards(async () => {
    await server.stop();
    await removeSharedMemory(data);
  });
  return {
    url: `postgres://${USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`,
    port,
    password,
    log: () => server.log(),
    stop: () => server.stop(),
    kill: async () => {
      // Sessions are processes of their own, and may answer once more before they notice.
      const sessions = server.pid === undefined ? [] : await childrenOf(server.pid);
      await server.kill();
      await killAll(sessions);
    },
    signal: async (name) => {
      // Sessions are processes of their own.
      const sessions = server.pid === undefined ? [] : await childrenOf(server.pid);
      server.signal(name);
      signalAll(sessions, name);
    },
    restart: async () => {
      await server.stop();
      await start();
    },
  };
}

interface Initialisation {
  readonly program: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly directory: string;
  readonly data: string;
  readonly password: string;
  readonly settings: readonly string[];
}

async function initialise(options: Initialisation): Promise<void> {
  const { program, environment, directory, data, password, settings } = options;
  const passwordFile = path.join(directory, 'password');
  await writeFile(passwordFile, `${password}\n`);
  await giveToOrdinaryUser(directory, passwordFile);
  // A link to the program may stand elsewhere alone.
  const initdb = path.join(path.dirname(await realpath(program)), 'initdb');
  const [command, ...args] = asOrdinaryUser(initdb);
  const result = await run(
    command,
    [
      ...args,
      ...['--pgdata', data, '--username', USER, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
      ...['--encoding', 'UTF8', '--no-locale', '--no-sync', '--no-instructions'],
    ],
    { cwd: directory, env: environment, timeout: 60_000 },
  );
  if (result.code !== 0) throw new Error(`initdb made no cluster: ${result.stderr.trim()}`);
  const configuration = [
    "listen_addresses = '127.0.0.1'",
    "unix_socket_directories = ''",
    'fsync = off',
    'jit = off',
    'max_connections = 60',
    'shared_buffers = 8MB',
    ...settings,
  ];
  await writeFile(path.join(data, 'postgresql.auto.conf'), `${configuration.join('\n')}\n`);
}

/** The seventh line of `postmaster.pid` names the key and the identifier of the segment. */
async function removeSharedMemory(data: string): Promise<void> {
  const text = await readFile(path.join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const identifier = /^\s*\d+\s+(\d+)\s*$/.exec(text.split('\n')[6] ?? '')?.[1];
  if (identifier !== undefined) await run('ipcrm', ['--shmem-id', identifier]);
}
