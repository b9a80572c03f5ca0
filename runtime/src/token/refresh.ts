import type { Clock } from '../clock.ts';
import type { Log } from '../telemetry/log.ts';
import { type Cooldowns, type Intervals, sharedError } from './cooldown.ts';
import { TokenError } from './errors.ts';
import type { Issuer } from './issuer.ts';
import { isServable } from './margins.ts';
import type { CacheTier, TokenObserver } from './metrics.ts';
import type { Rejections } from './rejections.ts';
import { type Attempt, type Lease, StoreError, type TokenStore } from './store.ts';
import type { Token } from './token.ts';

export interface RefreshOptions {
  readonly store: TokenStore;
  readonly issuer: Issuer;
  readonly clock: Clock;
  /** The clock of KIS, milliseconds since 1970. */
  readonly serverNow: () => number;
  readonly intervals: Intervals;
  readonly cooldowns: Cooldowns;
  readonly rejections: Rejections;
  readonly observer: TokenObserver;
  readonly log: Log;
  readonly credentials: string;
  readonly random: () => number;
  /** How many milliseconds the refresh waits for other processes and for KIS. */
  readonly timeoutMilliseconds: number;
}

export interface RefreshRequest {
  /** Aborted when the cache is closed. */
  readonly signal: AbortSignal;
  /**
   * The token to replace, which is served in the meantime. The refresh then does not wait long: it can be
   * repeated later.
   */
  readonly replaces?: Token | undefined;
  /** Whether to wait out temporary failures, because no other token can be served. */
  readonly isPersistent: boolean;
}

export interface RefreshResult {
  readonly token: Token;
  /** Undefined if KIS issued it. */
  readonly foundIn: CacheTier | undefined;
}

/** First and longest pause between two reads of the store while another process has the lease. Milliseconds. */
const PAUSE = { first: 20, longest: 250 };

/** Gets a token: from the store, from another process that is fetching it, or from KIS. */
export class Refresh {
  readonly #options: RefreshOptions;
  readonly #request: RefreshRequest;
  readonly #begin: number;
  #waitingSince: number | undefined;
  /** A token that could not be committed because another holder had taken over. */
  #uncommitted: Token | undefined;
  /** Why there is no token yet, if the failure is temporary. */
  #failure: TokenError | undefined;
  #failurePause: number;

  constructor(options: RefreshOptions, request: RefreshRequest) {
    this.#options = options;
    this.#request = request;
    this.#begin = options.clock.monotonic();
    this.#failurePause = options.intervals.failure;
  }

  /** @throws TokenError */
  async run(): Promise<RefreshResult> {
    const { store, clock, intervals, random } = this.#options;
    try {
      for (let pause = PAUSE.first; ; pause = Math.min(pause * 1.5, PAUSE.longest)) {
        this.#assertOpen();
        const stored = await this.#findStored();
        if (stored !== undefined) return stored;
        const cooldown = this.#uncommitted === undefined ? await this.#cooldown() : 0;
        if (cooldown > 0) {
          this.#assertPatient(true);
          await this.#sleep(Math.min(cooldown, intervals.poll * (0.75 + random() / 2)));
          continue;
        }
        const lease = await store.tryAcquire();
        if (lease === undefined) {
          this.#waitingSince ??= clock.monotonic();
          this.#assertPatient(false);
          await this.#sleep(pause * (0.5 + random()));
          continue;
        }
        try {
          const result = await this.#refreshUnder(lease);
          if (result !== undefined) return result;
        } finally {
          await lease.release().catch(() => undefined);
        }
      }
    } finally {
      this.#reportWait();
    }
  }

  /** The token that another process has committed since, if it is usable. */
  async #findStored(): Promise<RefreshResult | undefined> {
    const { store, rejections, serverNow } = this.#options;
    const { replaces } = this.#request;
    const token = await store.read();
    if (token === undefined || rejections.has(token)) return undefined;
    if (!isServable(token, serverNow())) return undefined;
    if (replaces !== undefined && token.expiresAt <= replaces.expiresAt) return undefined;
    return { token, foundIn: 'store' };
  }

  /** @throws TokenError if the last attempt would fail again */
  async #cooldown(): Promise<number> {
    const { store, cooldowns, credentials } = this.#options;
    const { replaces, isPersistent } = this.#request;
    const attempt = (await store.lastAttempt()) ?? cooldowns.own;
    const left = cooldowns.remaining(attempt, credentials);
    if (attempt === undefined || left === 0) return 0;
    if (attempt.result === 'rejected' || replaces !== undefined) throw sharedError(attempt);
    if (attempt.result === 'failed') {
      if (!isPersistent) throw sharedError(attempt);
      this.#failure ??= sharedError(attempt);
      // Processes take turns, and together they retry less and less often.
      this.#lengthenPause(attempt.notBefore - attempt.at);
    } else this.#failure = undefined;
    return left;
  }

  /**
   * Under the lease: reads the store once more, then calls KIS. Undefined means that the caller must start
   * again.
   */
  async #refreshUnder(lease: Lease): Promise<RefreshResult | undefined> {
    const stored = await this.#findStored();
    if (stored !== undefined) return stored;
    const kept = this.#uncommitted;
    if (kept === undefined && (await this.#cooldown()) > 0) return undefined;
    const token = kept ?? (await this.#issue(lease));
    if (token === undefined) return undefined;
    try {
      const committed = await lease.commit(token);
      if (kept === undefined) await this.#record(lease, 'success', this.#untilNextIssue());
      const until = new Date(token.expiresAt).toISOString();
      this.#options.log.info(`Token cached successfully (expires at ${until})`, {
        fingerprint: token.fingerprint,
        generation: committed.generation,
      });
      return { token: committed, foundIn: undefined };
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'store/overtaken') throw error;
      this.#uncommitted = token;
      this.#options.log.warn('Another process took over the lease before the token could be stored', {
        generation: lease.generation,
      });
      return undefined;
    }
  }

  /** Undefined while the issue limit of another token lasts, or a failure is waited out. */
  async #issue(lease: Lease): Promise<Token | undefined> {
    const { issuer, observer, log, intervals } = this.#options;
    try {
      const token = await issuer.issue(this.#request.signal);
      observer.issued('success');
      return token;
    } catch (error) {
      this.#assertOpen();
      if (!(error instanceof TokenError)) throw error;
      const { kisCode, errorClass } = error;
      if (errorClass === 'issue-limit') {
        observer.issued('rate_limited');
        log.warn('KIS issues one token a minute; waiting for the next one, or one from another process', {
          kisCode,
        });
        await this.#record(lease, 'rate_limited', this.#untilNextIssue(), kisCode);
        if (this.#request.replaces !== undefined) throw error;
        return undefined;
      }
      if (errorClass === 'fatal') {
        observer.issued('rejected');
        await this.#record(lease, 'rejected', intervals.rejection, kisCode);
        throw error;
      }
      observer.issued('failed');
      // KIS did issue a token, but we cannot use it. A retry would cost another minute and another message to
      // the account's owner.
      const isIssued = error.code === 'token/bad-expiry';
      const pause = isIssued ? this.#untilNextIssue() : this.#failurePause;
      await this.#record(lease, 'failed', pause, kisCode);
      if (isIssued || !this.#request.isPersistent) throw error;
      log.warn('KIS issued no token; retrying', { error, pauseMilliseconds: pause });
      this.#failure = error;
      this.#lengthenPause(pause);
      return undefined;
    }
  }

  async #record(lease: Lease, result: Attempt['result'], pause: number, kisCode?: string): Promise<void> {
    const { clock, cooldowns, credentials, log } = this.#options;
    const at = Math.round(clock.now());
    const attempt = { at, notBefore: Math.round(at + pause), result, kisCode, credentials };
    cooldowns.begin(attempt);
    await lease.record(attempt).catch((error: unknown) => {
      log.warn('The result of the token request could not be stored for other processes', { error });
    });
  }

  /** Doubles the pause after a failure that was followed by this pause. */
  #lengthenPause(pause: number): void {
    const { longestFailure } = this.#options.intervals;
    this.#failurePause = Math.max(this.#failurePause, Math.min(2 * pause, longestFailure));
  }

  #untilNextIssue(): number {
    const { intervals, random } = this.#options;
    return intervals.issue + intervals.jitter * random();
  }

  #assertOpen(): void {
    if (!this.#request.signal.aborted) return;
    throw new TokenError('token/closed', 'The token cache was closed', { errorClass: 'fatal' });
  }

  #assertPatient(isLimited: boolean): void {
    const { clock, timeoutMilliseconds } = this.#options;
    if (clock.monotonic() - this.#begin < timeoutMilliseconds) return;
    if (this.#failure !== undefined) throw this.#failure;
    if (isLimited) {
      const message = `KIS issues one token a minute, and none arrived within ${timeoutMilliseconds} ms`;
      throw new TokenError('token/issue-limit', message, { errorClass: 'issue-limit' });
    }
    const message = `Another process holds the lease and did not finish within ${timeoutMilliseconds} ms`;
    throw new TokenError('token/busy', message, { errorClass: 'transient' });
  }

  async #sleep(milliseconds: number): Promise<void> {
    await this.#options.clock.sleep(milliseconds, this.#request.signal).catch(() => this.#assertOpen());
  }

  #reportWait(): void {
    if (this.#waitingSince === undefined) return;
    this.#options.observer.waited((this.#options.clock.monotonic() - this.#waitingSince) / 1000);
  }
}
