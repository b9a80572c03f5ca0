import { main } from '../main.ts';

/** What a command printed, as `run` tells it of a process. */
export interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process, as a user would with only this environment. */
export async function observer(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Printed> {
  let [stdout, stderr] = ['', ''];
  const code = await main(args, environment, {
    out: (text) => {
      stdout += text;
    },
    error: (text) => {
      stderr += text;
    },
  });
  return { code, stdout, stderr };
}
