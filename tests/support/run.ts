import { spawn } from 'node:child_process';

export interface RunOptions {
  readonly cwd?: string;
  /** Added to the environment of this process; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Written to standard input, which is closed after it. */
  readonly input?: string;
  /** Milliseconds until the command and everything it started is killed; then `signal` is SIGKILL. */
  readonly timeout?: number;
}

export interface RunResult {
  /** `null` where a signal ended the command. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. An exit code is a result; only a command that cannot be started rejects. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      // A process group of its own: a grandchild that holds the pipes open would otherwise outlive the timeout.
      detached: true,
    });
    const timer =
      options.timeout === undefined ? undefined : setTimeout(() => killGroup(child.pid), options.timeout);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, stdout, stderr });
    });
    // A command may end without reading its input; the broken pipe is no failure of the run.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

function killGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Everything in the group ended just before.
  }
}
