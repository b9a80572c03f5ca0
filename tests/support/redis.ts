import { createConnection } from 'node:net';
import { freePort } from './free-port.ts';
import { libraryEnvironment } from './library-path.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { requireTool } from './tools.ts';

export interface RedisServer {
  /** `redis://127.0.0.1:<port>`, with the password where there is one. */
  readonly url: string;
  readonly port: number;
  /** Everything the server has printed since it was last started. */
  log(): string;
  /** Ends the server. What it held is lost, because it writes nothing. */
  stop(): Promise<void>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Starts it again at the same address, after having stopped it where it runs. */
  restart(): Promise<void>;
  /** Lets it stand still, with its connections open, until `resume`. */
  pause(): void;
  resume(): void;
}

export interface RedisOptions {
  readonly password?: string;
}

/** Starts a real Redis that keeps nothing on disk. Skips the test where it is not installed. */
export async function startRedis({ password }: RedisOptions = {}): Promise<RedisServer> {
  const program = await requireTool('redis-server');
  const directory = await temporaryDirectory();
  const port = await freePort();
  const environment = await libraryEnvironment(program);
  const start = () =>
    startServerProcess(
      program,
      [
        ...['--bind', '127.0.0.1', '--port', String(port), '--dir', directory],
        ...['--save', '', '--appendonly', 'no'],
        ...(password === undefined ? [] : ['--requirepass', password]),
      ],
      { environment, readyAt: async () => ((await answers(port)) ? `127.0.0.1:${port}` : undefined) },
    );
  let server: ServerProcess = await start();
  const credentials = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
  return {
    url: `redis://${credentials}127.0.0.1:${port}`,
    port,
    log: () => server.log(),
    stop: () => server.stop(),
    kill: () => server.kill(),
    restart: async () => {
      await server.stop();
      server = await start();
    },
    pause: () => server.signal('SIGSTOP'),
    resume: () => server.signal('SIGCONT'),
  };
}

/** Whether it answers a PING, with PONG or with the demand for a password. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    const end = (isAnswered: boolean) => {
      socket.destroy();
      resolve(isAnswered);
    };
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => end(/^(\+PONG|-NOAUTH)/.test(String(data))));
    socket.once('error', () => end(false));
    socket.setTimeout(1_000, () => end(false));
  });
}
