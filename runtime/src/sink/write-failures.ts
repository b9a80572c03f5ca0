import type { Clock } from '../clock.ts';
import { codeOf } from '../files/error-code.ts';
import type { Track } from '../record.ts';
import type { Log } from '../telemetry/log.ts';
import { failureOf } from './errors.ts';
import type { SinkObserver } from './metrics.ts';

/** The last failure. */
export interface Failure {
  /** The system's code, such as `ENOSPC`, or the sink's. */
  readonly code: string;
  readonly message: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const LOG_EVERY = 60_000;

/** Counts failures and logs them once a minute: a full disk fails ten times a second. */
export class WriteFailures {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #observer: SinkObserver;
  readonly #loggedAt = new Map<string, number>();
  #last: Failure | undefined;

  constructor(clock: Clock, log: Log, observer: SinkObserver) {
    this.#clock = clock;
    this.#log = log;
    this.#observer = observer;
  }

  get last(): Failure | undefined {
    return this.#last;
  }

  failed(track: Track, what: string, error: unknown): void {
    this.#observer.failed(track, failureOf(error));
    const message = error instanceof Error ? error.message : String(error);
    this.#last = { code: codeOf(error), message, at: this.#clock.now() };
    if (this.isToBeLogged(`${track} ${what} ${this.#last.code}`)) {
      this.#log.error(`${what}; retrying`, { track, error });
    }
  }

  /** Whether a minute has passed since the same message was logged. */
  isToBeLogged(what: string): boolean {
    const now = this.#clock.monotonic();
    const before = this.#loggedAt.get(what);
    if (before !== undefined && now - before < LOG_EVERY) return false;
    this.#loggedAt.set(what, now);
    return true;
  }
}
