// @ts-check
/**
 * Runs the command line of the observer as the process that it is: for the launcher, which loads it, and for the bundle of
 * the image, which has it inside.
 */
import process from 'node:process';

/**
 * @typedef {{ out(text: string): void, error(text: string): void }} Output
 * @typedef {(args: readonly string[], environment: NodeJS.ProcessEnv, output: Output) => Promise<number>} Main
 * @typedef {{ main: Main, endWhenIdle: (code: number) => void }} Program
 * @param {() => Promise<Program>} load
 */
export async function run(load) {
  // Whoever has read what is printed may be gone. A service goes on without: it would lose what it has not written yet.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  try {
    process.cwd();
  } catch {
    process.stderr.write(
      'observer: the working directory does not exist any more. Change to one that does, and start again\n',
    );
    process.exitCode = 2;
    return;
  }
  try {
    const { main, endWhenIdle } = await load();
    const code = await main(process.argv.slice(2), process.env, {
      out: (text) => process.stdout.write(text),
      error: (text) => process.stderr.write(text),
    });
    endWhenIdle(code);
  } catch (error) {
    process.stderr.write(`observer: ${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 2;
  }
}
