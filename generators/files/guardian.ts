import { type ChildProcess, spawn } from 'node:child_process';
import * as crypto from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Outcome } from './journal.ts';
import type { Lock } from './lock.ts';
import { identifyProcess } from './process-identity.ts';
import { type Modules, settle } from './settle.ts';

interface GuardSettings {
  readonly primary: string;
  readonly others: readonly string[];
  readonly locks: readonly { readonly directory: string; readonly holderFile: string }[];
}

/**
 * The whole program of the guardian process. Its source text is run, so it uses nothing but its arguments and
 * globals.
 */
function guard(
  modules: Modules,
  settleStaging: typeof settle,
  settings: GuardSettings,
  self: NodeJS.Process,
): void {
  const { fs } = modules;

  function isHeld(holderFile: string): boolean {
    try {
      const holder: { readonly processes: readonly { readonly pid: number }[] } = JSON.parse(
        fs.readFileSync(holderFile, 'utf8'),
      );
      return holder.processes.some((each) => each.pid === self.pid);
    } catch {
      return false;
    }
  }

  function settleAll(): Outcome {
    return settleStaging(modules, settings.primary, settings.others);
  }

  self.on('message', () => self.send?.(settleAll(), undefined, undefined, () => undefined));

  // The run has ended without us: it was killed, or has crashed.
  self.on('disconnect', () => {
    if (!settings.locks.every((lock) => isHeld(lock.holderFile))) return;
    settleAll();
    for (const lock of settings.locks) {
      const gone = `${lock.directory}-${self.pid}`;
      fs.renameSync(lock.directory, gone);
      fs.rmSync(gone, { recursive: true, force: true });
    }
  });
}

/**
 * A process in a session of its own, which neither Ctrl-C nor the death of this process reaches. It shares our locks.
 * When told to, it renames the staged files into place. When this process ends without that, it does what is left to
 * do: it completes a set whose journal stands, or removes the staging, and releases the locks.
 */
export class Guardian {
  readonly #child: ChildProcess;
  readonly #primary: string;
  readonly #others: readonly string[];

  constructor(primary: string, others: readonly string[], locks: readonly Lock[]) {
    this.#primary = primary;
    this.#others = others;
    const settings: GuardSettings = {
      primary,
      others,
      locks: locks.map(({ directory, holderFile }) => ({ directory, holderFile })),
    };
    this.#child = spawn(
      process.execPath,
      ['--input-type=commonjs', '-e', program, JSON.stringify(settings)],
      {
        detached: true,
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        // Debuggers and coverage that watch this process have no business in the other one.
        env: { ...process.env, NODE_OPTIONS: '', NODE_V8_COVERAGE: '' },
        windowsHide: true,
      },
    );
    // A failure to start is found when the work is asked for.
    this.#child.on('error', () => undefined);
    this.#child.unref();
    this.#child.channel?.unref();
    if (this.#child.pid === undefined) return;
    const companion = identifyProcess(this.#child.pid);
    try {
      for (const lock of locks) lock.shareWith([companion]);
    } catch (error) {
      this.dismiss();
      throw error;
    }
  }

  /** Whether the process is there to finish the work if this one is killed. */
  get isRunning(): boolean {
    return this.#child.connected && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Has the staged files brought into place; if the guardian itself is killed meanwhile, this process goes on. */
  async settle(): Promise<Outcome> {
    const child = this.#child;
    child.ref();
    child.channel?.ref();
    const answer = await new Promise<Outcome | undefined>((resolve) => {
      child.once('message', (message: Outcome) => resolve(message));
      child.once('exit', () => resolve(undefined));
      child.once('error', () => resolve(undefined));
      if (!this.isRunning) resolve(undefined);
      else child.send('settle', (error) => error !== null && resolve(undefined));
    });
    if (answer !== undefined) return answer;
    child.kill('SIGKILL');
    return settle({ fs, path, crypto }, this.#primary, this.#others);
  }

  /** Ends the process, which must not be needed any more. */
  dismiss(): void {
    this.#child.kill('SIGKILL');
  }
}

const program =
  "const modules = { fs: require('node:fs'), path: require('node:path'), crypto: require('node:crypto') };" +
  `(${guard.toString()})(modules, ${settle.toString()}, JSON.parse(process.argv[1]), process);`;
