import { copyNumbers } from './copies.ts';

/**
 * promtool's words, the same from 2.42 to 3.x:
 * `alertname: X, time: 5m,` and `expr: "x", time: 5m,` where an expectation fails, and
 * `rule: X, time: 0s, err: …` where an evaluation does, which ends the test.
 */
const FAILURE = /^\s*(?:alertname: .*, time: |expr: ".*", time: )/;
const ERROR = /^\s*rule: .*, time: .*, err: /;

export interface Failures {
  /** Copies that do not do what the tests expect. */
  readonly failed: ReadonlySet<number>;
  /** Copies whose evaluation is an error, which hides what later checks of the same test would say. */
  readonly broken: ReadonlySet<number>;
  /** The output says why the run failed; otherwise the rules could not be loaded. */
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
    // An error may quote series of other copies after its first comma.
    const subject = target === broken ? line.split(', time: ', 1).join('') : line;
    for (const number of copyNumbers(subject)) target.add(number);
  }
  return { failed, broken, isUnderstood };
}

/** For each of several test files, in order, whether it passed. Undefined where the output does not say so: 3.x names no files. */
export function passedFiles(output: string, count: number): boolean[] | undefined {
  const parts = output.split(/^Unit Testing: .*$/m).slice(1);
  return parts.length === count ? parts.map((part) => /^\s*SUCCESS\s*$/m.test(part)) : undefined;
}

/** What promtool says of each file that did not pass, in order. */
export function failureTexts(output: string): string[] {
  return output.split(/^\s*FAILED:\s*$/m).slice(1);
}
