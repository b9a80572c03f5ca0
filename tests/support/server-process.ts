import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
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
}

export interface ServerProcessOptions {
  /** From SIGTERM to SIGKILL. */
  readonly stopMilliseconds?: number;
}

const READY_MILLISECONDS = 30_000;

/** With this line the servers of the Prometheus project tell the port that the kernel chose for `:0`. */
const LISTENING = /msg="Listening on" (?:.* )?address=(127\.0\.0\.1:\d+)/;

/**
 * Starts a server of the Prometheus project that was told to listen on `127.0.0.1:0`, and waits until it is
 * ready. It is stopped after the test, or after the file if started in `beforeAll`.
 */
export async function startServerProcess(
  command: string,
  args: readonly string[],
  { stopMilliseconds = 10_000 }: ServerProcessOptions = {},
): Promise<ServerProcess> {
  const [program, ...programArgs] = endingWithParent([command, ...args]);
  const child = spawn(program, programArgs, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  await once(child, 'spawn');
  const stop = () => stopProcess(child, stopMilliseconds);
  releaseAfterwards(stop);
  try {
    const address = await waitUntilReady(child, () => output);
    return { url: `http://${address}`, address, pid: child.pid, log: () => output, stop };
  } catch (error) {
    await stop();
    throw new Error(`${command} did not become ready. It printed:\n${output}`, { cause: error });
  }
}

/**
 * Lets the kernel kill the server when this process dies in any way, SIGKILL included, since then nothing here
 * runs that could. Only Linux can; elsewhere a killed test run may leave a server behind.
 */
function endingWithParent(command: readonly [string, ...string[]]): readonly [string, ...string[]] {
  return process.platform === 'linux' ? ['setpriv', '--pdeathsig', 'KILL', '--', ...command] : command;
}

async function waitUntilReady(child: ChildProcess, output: () => string): Promise<string> {
  const deadline = performance.now() + READY_MILLISECONDS;
  while (performance.now() < deadline) {
    if (hasEnded(child))
      throw new Error(`It ended with ${child.signalCode ?? `exit code ${child.exitCode}`}`);
    const address = LISTENING.exec(output())?.[1];
    if (address !== undefined && (await isReady(address))) return address;
    await sleep(25);
  }
  throw new Error(`It was not ready after ${READY_MILLISECONDS / 1000} s`);
}

function isReady(address: string): Promise<boolean> {
  return fetch(`http://${address}/-/ready`).then(
    (response) => response.ok,
    () => false,
  );
}

async function stopProcess(child: ChildProcess, milliseconds: number): Promise<void> {
  if (hasEnded(child)) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const killTimer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
  await exited;
  clearTimeout(killTimer);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
