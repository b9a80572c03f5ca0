import { copyNumbers } from './copies.ts';

/**
 * promtool's output, the same from 2.42 to 3.x: `alertname: X, time: 5m,` and `expr: "x", time: 5m,` if an
 * expectation fails, and `rule: X, time: 0s, err: …` if an evaluation fails, which ends the test.
 */
const FAILURE = /^\s*(?:alertname: .*, time: |expr: ".*", time: )/;
const ERROR = /^\s*rule: .*, time: .*, err: /;

export interface Failures {
  /** Copies that violate an expectation. */
  readonly failed: ReadonlySet<number>;
  /** Copies with an evaluation error, which hides the results of later checks in the same test. */
  readonly broken: ReadonlySet<number>;
  /** Whether the output says why the run failed; otherwise the rules could not be loaded. */
  readonly isUnderstood: boolean;
}

export function failuresIn(output: string): Failures {
  const failed = new Set<number>();
  const broken = new Set<number>();
  let isUnderstood = false;
  for (const line of output.split('\n')) {
    const target = ERROR.test(line) ? broken : FAILURE.test(line) ? failed : undefined;
    if (target === undefined) continue;
    isUnderstood = true;
    // After its first comma an error may quote series of other copies.
    const subject = target === broken ? line.split(', time: ', 1).join('') : line;
    for (const number of copyNumbers(subject)) target.add(number);
  }
  return { failed, broken, isUnderstood };
}

/**
 * Whether each of several test files passed, in order. Undefined if the output does not tell: 3.x names no
 * files.
 */
export function passedFiles(output: string, count: number): boolean[] | undefined {
  const parts = output.split(/^Unit Testing: .*$/m).slice(1);
  return parts.length === count ? parts.map((part) => /^\s*SUCCESS\s*$/m.test(part)) : undefined;
}

/** promtool's message for each failed file, in order. */
export function failureTexts(output: string): string[] {
  return output.split(/^\s*FAILED:\s*$/m).slice(1);
}
