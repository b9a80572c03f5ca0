/**
 * The test that is running, as far as starting and stopping servers has to know it. `npm run verify` and `npm run demo`
 * start the same servers without vitest: there none is running.
 */
export interface RunningTest {
  /** Ends it as one that was skipped. */
  readonly skip: (reason: string) => never;
  /** Runs after it, and before the next one. */
  readonly finished: (release: () => Promise<void>) => void;
}

export interface TestRunner {
  running(): RunningTest | undefined;
  /** Programs that could not be fetched before the tests: why, by title, such as `prometheus (newest)`. */
  missingTools(): Readonly<Record<string, string>>;
}

let runner: TestRunner = { running: () => undefined, missingTools: () => ({}) };

/** For a setup file. */
export function useTestRunner(used: TestRunner): void {
  runner = used;
}

export const runningTest = () => runner.running();

export const missingTools = () => runner.missingTools();
