import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { scratchDirectory } from './scratch.ts';

export interface RunOptions {
  /** By default that of this process. */
  readonly cwd?: string;
  /** Milliseconds until the process is killed. */
  readonly limit?: number;
}

export interface ProcessResult {
  readonly isOk: boolean;
  readonly isTimeout: boolean;
  readonly output: string;
}

/** One process per processor: more threads would only wait for each other, and there is enough memory. */
const THRIFTY = { GOMAXPROCS: '1', GOGC: '400' } as const;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A temporary folder and the processes that work in it. Neither outlives this process, however it ends. */
export class Workspace {
  readonly folder: string;
  readonly #children = new Set<ChildProcess>();
  #folders = 0;

  constructor() {
    process.once('exit', this.#clear);
    for (const signal of SIGNALS) process.once(signal, this.#end);
    try {
      // Only now, because a signal without a handler would leave it behind.
      this.folder = scratchDirectory();
    } catch (error) {
      this.#stopListening();
      throw error;
    }
  }

  /** An unused path in the folder. */
  newPath(): string {
    this.#folders += 1;
    return path.join(this.folder, String(this.#folders));
  }

  run(command: string, args: readonly string[], { cwd, limit }: RunOptions = {}): Promise<ProcessResult> {
    return new Promise((resolve, reject) => {
      // The folder's removal also removes what a killed promtool leaves behind.
      const child = spawn(command, args, {
        cwd,
        env: { ...THRIFTY, ...process.env, TMPDIR: this.folder },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      this.#children.add(child);
      let isTimeout = false;
      const kill = () => {
        isTimeout = true;
        child.kill('SIGKILL');
      };
      const timer = limit === undefined ? undefined : setTimeout(kill, limit);
      const chunks: Buffer[] = [];
      const errors: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
      const settle = () => {
        clearTimeout(timer);
        this.#children.delete(child);
      };
      child.on('error', (error) => {
        settle();
        reject(error);
      });
      child.on('close', (code) => {
        settle();
        resolve({ isOk: code === 0, isTimeout, output: Buffer.concat([...chunks, ...errors]).toString() });
      });
    });
  }

  close(): void {
    this.#stopListening();
    this.#clear();
  }

  #stopListening(): void {
    process.off('exit', this.#clear);
    for (const signal of SIGNALS) process.off(signal, this.#end);
  }

  readonly #clear = () => {
    for (const child of this.#children) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 });
  };

  /** Ends this process as the signal would have. */
  readonly #end = (signal: NodeJS.Signals) => {
    this.close();
    process.kill(process.pid, signal);
  };
}
