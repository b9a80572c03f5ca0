import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { releaseAfterwards } from './release.ts';

export interface ServerProcess {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  /** `127.0.0.1:<port>`, as scrape targets are written. */
  readonly address: string;
  readonly pid: number | undefined;
  /** Everything the server has printed so far. */
  log(): string;
  /** Ends the server and waits until it is gone: SIGTERM, and SIGKILL where that is not enough. Harmless when repeated. */
  stop(): Promise<void>;
  /** Ends it as a crash would, and waits until it is gone. */
  kill(): Promise<void>;
  /** Sends it a signal, such as SIGSTOP. */
  signal(name: NodeJS.Signals): void;
}

export interface ServerProcessOptions {
  /** From the signal that stops it to SIGKILL. */
  readonly stopMilliseconds?: number;
  /** SIGTERM by default. */
  readonly stopSignal?: NodeJS.Signals;
  /** Added to the environment of this process. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Whoever starts it stops it, because it is started anew in tests that do not own it. */
  readonly isStoppedByCaller?: boolean;
  /** `host:port` once it is ready, told by what it has printed. By default as servers of the Prometheus project tell. */
  readonly readyAt?: (output: string) => Promise<string | undefined>;
}

const READY_MILLISECONDS = 30_000;
/** Of what a server has printed, in the message that it has crashed. */
const LAST_LINES = 5;

type CrashListener = (message: string) => void;

const crashListeners = new Set<CrashListener>();

/** Told of each server that ends without having been asked to. The result ends it. */
export function onCrash(listener: CrashListener): () => void {
  crashListeners.add(listener);
  return () => crashListeners.delete(listener);
}

/** The address of a server of the Prometheus project, which tells in its log the port that the kernel chose for `:0`. */
export function listeningAddress(output: string): string | undefined {
  return /msg="Listening on" (?:.* )?address=(127\.0\.0\.1:\d+)/.exec(output)?.[1];
}

/**
 * Starts a server, by default one of the Prometheus project that was told to listen on `127.0.0.1:0`, and waits until
 * it is ready. It is stopped after the test, or after the file if started in `beforeAll`.
 */
export async function startServerProcess(
  command: string,
  args: readonly string[],
  options: ServerProcessOptions = {},
): Promise<ServerProcess> {
  const { stopMilliseconds = 10_000, stopSignal = 'SIGTERM', readyAt = prometheusReadyAt } = options;
  const [program, ...programArgs] = endingWithParent([command, ...args]);
  const child = spawn(program, programArgs, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.environment },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  await once(child, 'spawn');
  let isAskedToEnd = false;
  const end = (signal: NodeJS.Signals) => {
    isAskedToEnd = true;
    return stopProcess(child, signal, stopMilliseconds);
  };
  const stop = () => end(stopSignal);
  if (options.isStoppedByCaller !== true) releaseAfterwards(stop);
  try {
    const address = await waitUntilReady(child, () => readyAt(output));
    child.once('exit', (code, signal) => {
      if (isAskedToEnd) return;
      const last = output.trim().split('\n').slice(-LAST_LINES).join('\n');
      for (const tell of crashListeners)
        tell(
          `${nameOf([command, ...args])} has ended with ${signal ?? `exit code ${code}`}. It printed last:\n${last}`,
        );
    });
    return {
      url: `http://${address}`,
      address,
      pid: child.pid,
      log: () => output,
      stop,
      kill: () => end('SIGKILL'),
      signal: (name) => {
        child.kill(name);
      },
    };
  } catch (error) {
    await stop();
    throw new Error(`${command} did not become ready. It printed:\n${output}`, { cause: error });
  }
}

/**
 * The command that lets the kernel kill what it runs when this process dies in any way, SIGKILL included, since then nothing here
 * runs that could. Only Linux can; elsewhere a killed test run may leave a server behind.
 */
export function endingWithParent(command: readonly [string, ...string[]]): readonly [string, ...string[]] {
  return process.platform === 'linux' ? ['setpriv', '--pdeathsig', 'KILL', '--', ...command] : command;
}

/** The program itself, and not what runs it, such as `setpriv` or Node. */
function nameOf(command: readonly string[]): string {
  const program = command.find((word) => path.isAbsolute(word) && word !== process.execPath);
  return path.basename(program ?? command[0] ?? '');
}

async function waitUntilReady(
  child: ChildProcess,
  readyAt: () => Promise<string | undefined>,
): Promise<string> {
  const deadline = performance.now() + READY_MILLISECONDS;
  while (performance.now() < deadline) {
    if (hasEnded(child))
      throw new Error(`It ended with ${child.signalCode ?? `exit code ${child.exitCode}`}`);
    const address = await readyAt();
    if (address !== undefined) return address;
    await sleep(25);
  }
  throw new Error(`It was not ready after ${READY_MILLISECONDS / 1000} s`);
}

async function prometheusReadyAt(output: string): Promise<string | undefined> {
  const address = listeningAddress(output);
  if (address === undefined) return undefined;
  return fetch(`http://${address}/-/ready`).then(
    (response) => (response.ok ? address : undefined),
    () => undefined,
  );
}

async function stopProcess(child: ChildProcess, signal: NodeJS.Signals, milliseconds: number): Promise<void> {
  if (hasEnded(child)) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  // One that is stopped takes no signal but this.
  child.kill('SIGCONT');
  const killTimer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
  await exited;
  clearTimeout(killTimer);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
