import { run } from '../run.ts';

/** What a command prints. @throws Error with the first complaint of one that fails */
export async function outputOf(
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  cwd?: string,
): Promise<string> {
  const result = await run(command, args, {
    env: environment,
    ...(cwd === undefined ? {} : { cwd }),
    // A package of 20 MB on a slow line, and the lists of four suites, both fit well into this.
    timeout: 300_000,
  });
  if (result.code === 0) return `${result.stdout}${result.stderr}`.trim();
  const lines = result.stderr.split('\n').filter((line) => line.trim() !== '');
  // apt's first complaint is the cause; what follows are its consequences.
  const cause = lines.find((line) => /^E: /.test(line)) ?? lines[0];
  throw new Error(`${command}: ${cause ?? result.signal ?? `exit code ${result.code}`}`);
}
