import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { childrenOf } from './descendants.ts';
import { releaseAfterwards } from './release.ts';
import { run } from './run.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { requireTool } from './tools.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const programOf = (root: string) => path.join(root, 'live/bin/live.js');

/** Skips the test where one of them is not installed. */
export async function requireServers(): Promise<void> {
  for (const program of ['prometheus', 'alertmanager', 'postgres', 'postgres-exporter'] as const)
    await requireTool(program, { release: program === 'postgres' ? undefined : 'newest' });
}

interface Row {
  readonly section: string;
  readonly name: string;
  readonly isOk: boolean;
  readonly result: string;
}

/** The report of `npm run verify`, of this project or of a copy. */
export async function verify(args: readonly string[], root = ROOT) {
  await requireServers();
  const command = [programOf(root), 'verify', '--json', ...args];
  const { code, stdout, stderr } = await run(process.execPath, command, { timeout: 240_000 });
  const { rows }: { readonly rows: readonly Row[] } = JSON.parse(stdout === '' ? '{"rows":[]}' : stdout);
  return { code, rows, stderr, findings: rows.filter(({ isOk }) => !isOk) };
}

export interface Live {
  readonly child: ChildProcess;
  /** Its own folder of temporary files. */
  readonly directory: string;
  /** Of its user. */
  readonly runtimeDirectory: string;
  output(): string;
  /** Until it has printed this. */
  has(text: string): Promise<void>;
  /** Its exit code, or the signal that has ended it. */
  ended(): Promise<number | string | null>;
}

/** `npm run verify`, or `demo`, as a person runs it in a terminal. */
export async function startLive(
  args: readonly string[],
  options: { readonly runtimeDirectory?: string } = {},
): Promise<Live> {
  const directory = await temporaryDirectory();
  const { runtimeDirectory = await temporaryDirectory() } = options;
  // PostgreSQL runs as another user where this one is root.
  await chmod(directory, 0o711);
  const child = spawn(process.execPath, [programOf(ROOT), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: directory, XDG_RUNTIME_DIR: runtimeDirectory },
  });
  // Not before all that it has printed is read.
  const exited = once(child, 'close');
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const live: Live = {
    child,
    directory,
    runtimeDirectory,
    output: () => output,
    has: (text) => expect.poll(() => output, { timeout: 45_000, interval: 100 }).toContain(text),
    ended: async () => {
      const [code, signal] = await exited;
      return code ?? signal;
    },
  };
  releaseAfterwards(async () => {
    child.kill('SIGKILL');
    await nothingIsLeft(live);
  });
  return live;
}

/** Waits until no file and no process of it is left. */
export async function nothingIsLeft(live: Live): Promise<void> {
  await expect.poll(() => left(live), { timeout: 20_000, interval: 250 }).toBe('');
}

/** The server among the children of the command. */
export async function serverOf({ child }: Live, program: string): Promise<number> {
  for (const pid of await childrenOf(child.pid ?? 0)) {
    const [command = ''] = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
    if (path.basename(command) === program) return pid;
  }
  throw new Error(`no ${program} runs`);
}

/** Files and processes that are still there. */
async function left({ directory }: Live): Promise<string> {
  const [files, processes] = [await readdir(directory), await run('pgrep', ['-af', directory])];
  return files.join('\n') + processes.stdout;
}
