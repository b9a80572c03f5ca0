import type { Clock } from '../clock.ts';
import type { Log } from '../telemetry/log.ts';
import { classified } from './classify.ts';
import { DatabaseError } from './errors.ts';
import { type DatabaseLimits, pauseAfter } from './limits.ts';
import type { DatabaseObserver } from './metrics.ts';
import { type PromiseWithResolvers, promiseWithResolvers } from './promise-with-resolvers.ts';
import type { Session } from './session.ts';

export interface LinkOptions {
  /** Opens a connection that can be written to. */
  readonly open: (signal: AbortSignal) => Promise<Session>;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: DatabaseObserver;
  readonly limits: DatabaseLimits;
}

export interface Failure {
  readonly error: DatabaseError;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** Keeps one connection open, and reconnects whenever it ends. */
export class Link {
  readonly #options: LinkOptions;
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  #session: Session | undefined;
  #next: PromiseWithResolvers<Session> = promiseWithResolvers();
  #failure: (Failure & { readonly isOfConnecting: boolean }) | undefined;
  #failures = 0;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  get isConnected(): boolean {
    return this.#session !== undefined;
  }

  /** The current failure, until a write succeeds again. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /**
   * Resolves to the connection as soon as there is one.
   *
   * @throws DatabaseError `database/closed`
   */
  session(): Promise<Session> {
    return this.#session === undefined ? this.#next.promise : Promise.resolve(this.#session);
  }

  /** @throws DatabaseError why there is no connection */
  present(): Session {
    if (this.#session !== undefined) return this.#session;
    throw this.#failure?.error ?? new DatabaseError('database/disconnected', 'retry', 'not connected yet');
  }

  /** Reports a successful write. */
  succeeded(): void {
    this.#failures = 0;
    if (this.#failure !== undefined) this.#recover();
  }

  #recover(): void {
    if (this.#failure === undefined) return;
    const seconds = Math.round((this.#options.clock.now() - this.#failure.since) / 1000);
    this.#options.log.info('the database accepts records again', { seconds });
    this.#failure = undefined;
  }

  /** Disconnects gracefully, or at once if somebody waits for a response that may never come. */
  async close(isPatient: boolean): Promise<void> {
    const session = this.#session;
    this.#closing.abort();
    this.#next.reject(closed());
    if (isPatient) await session?.close();
    session?.destroy(closed());
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const error = await this.#once(signal);
      if (signal.aborted) return;
      await this.#options.clock.sleep(this.#pauseAfter(error), signal).catch(() => undefined);
    }
  }

  /** Covers one connection until its end, or until it fails to open. */
  async #once(signal: AbortSignal): Promise<DatabaseError> {
    let session: Session;
    try {
      session = await this.#options.open(signal);
    } catch (error) {
      const reason = classified(error);
      if (!signal.aborted) this.#report(reason, true);
      return reason;
    }
    const begin = this.#options.clock.monotonic();
    this.#session = session;
    this.#options.observer.connected(true);
    if (this.#failure?.isOfConnecting === true) this.#recover();
    this.#next.resolve(session);
    const reason = await session.ended;
    this.#session = undefined;
    this.#next = promiseWithResolvers();
    this.#options.observer.connected(false);
    if (signal.aborted) this.#next.reject(closed());
    // A server that accepts connections but not writes does not become usable by connecting again.
    else this.#report(reason, reason.code === 'database/disconnected');
    const { clock, limits } = this.#options;
    if (clock.monotonic() - begin >= limits.longestRetryMilliseconds) this.#failures = 0;
    return reason;
  }

  #pauseAfter(error: DatabaseError): number {
    this.#failures += 1;
    const { limits } = this.#options;
    return error.reaction === 'wait' ? limits.slowRetryMilliseconds : pauseAfter(this.#failures, limits);
  }

  /** Reports each kind of failure once, however often it repeats. */
  #report(error: DatabaseError, isOfConnecting: boolean): void {
    const before = this.#failure;
    const since = before?.since ?? this.#options.clock.now();
    this.#failure = { error, since, isOfConnecting };
    if (before?.error.code === error.code && before.error.sqlState === error.sqlState) return;
    const { log } = this.#options;
    if (error.reaction === 'wait') log.error('the database is unusable until somebody fixes it', { error });
    else log.warn('the database is unavailable; records are queued', { error });
  }
}

function closed(): DatabaseError {
  return new DatabaseError('database/closed', 'wait', 'the database writer was closed');
}
