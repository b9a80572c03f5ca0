import { inspect } from 'node:util';
import { within } from '../waiting.ts';

/** A condition for the service to do its work. */
export interface Check {
  readonly name: string;
  /** Whether the service is not ready without it. Other checks are only reported. */
  readonly isRequired: boolean;
  /** Throws or rejects if the condition is not met; the message says why. */
  run(): void | Promise<void>;
}

export interface CheckResult {
  readonly name: string;
  readonly isRequired: boolean;
  readonly isPassing: boolean;
  readonly reason?: string;
}

export interface ReadinessState {
  readonly isReady: boolean;
  readonly isDraining: boolean;
  readonly checks: readonly CheckResult[];
}

/** How long a check may take, and how long its result is reused. Milliseconds. */
const TIMES = { deadline: 1_000, freshness: 1_000 };

/** Whether the service can work. However often it is called, each check runs once a second. */
export class Readiness {
  readonly #checks: readonly Check[];
  readonly #times: typeof TIMES;
  #isDraining = false;
  #latest: { readonly at: number; readonly results: Promise<readonly CheckResult[]> } | undefined;

  constructor(checks: readonly Check[], times: Partial<typeof TIMES> = {}) {
    this.#checks = checks;
    this.#times = { ...TIMES, ...times };
  }

  /** From now on the service is not ready, so that nobody sends new work. */
  drain(): void {
    this.#isDraining = true;
  }

  async state(): Promise<ReadinessState> {
    const now = performance.now();
    if (this.#latest === undefined || now - this.#latest.at >= this.#times.freshness) {
      this.#latest = { at: now, results: Promise.all(this.#checks.map((check) => this.#result(check))) };
    }
    const checks = await this.#latest.results;
    const isReady =
      !this.#isDraining && checks.every(({ isPassing, isRequired }) => isPassing || !isRequired);
    return { isReady, isDraining: this.#isDraining, checks };
  }

  async #result(check: Check): Promise<CheckResult> {
    const { name, isRequired } = check;
    const { deadline } = this.#times;
    try {
      await within(
        deadline,
        Promise.resolve().then(() => check.run()),
        () => {
          throw new Error(`no answer within ${deadline} ms`);
        },
      );
      return { name, isRequired, isPassing: true };
    } catch (error) {
      const reason = error instanceof Error ? error.message : inspect(error);
      return { name, isRequired, isPassing: false, reason };
    }
  }
}
