import type { Clock } from '../clock.ts';
import type { Log } from '../telemetry/log.ts';
import { type Cooldowns, type Intervals, sharedError } from './cooldown.ts';
import { TokenError } from './errors.ts';
import type { Issuer } from './issuer.ts';
import { isServable, type Margins } from './margins.ts';
import type { Rejections } from './rejections.ts';
import { type Attempt, type Lease, StoreError, type TokenStore } from './store.ts';
import type { Token } from './token.ts';
import type { CacheTier, TokenObserver } from './token-observer.ts';

export interface RefreshOptions {
  readonly store: TokenStore;
  readonly issuer: Issuer;
  readonly clock: Clock;
  /** The time of KIS, milliseconds since 1970. */
  readonly serverNow: () => number;
  readonly margins: Margins;
  readonly intervals: Intervals;
  readonly cooldowns: Cooldowns;
  readonly rejections: Rejections;
  readonly observer: TokenObserver;
  readonly log: Log;
  readonly credentials: string;
  readonly random: () => number;
  /** Milliseconds after which nobody is waited for any more. */
  readonly patience: number;
}

export interface RefreshRequest {
  /** Ends the refresh: the cache is closed. */
  readonly signal: AbortSignal;
  /** A token that is served meanwhile and is to be replaced. Then nobody waits long: it can be done later. */
  readonly replaces?: Token | undefined;
  /** Whether failures that may pass are waited out, because there is no token that could be served instead. */
  readonly isPersistent: boolean;
}

export interface RefreshResult {
  readonly token: Token;
  /** Undefined where KIS was asked. */
  readonly foundIn: CacheTier | undefined;
}

/** First and longest pause between two looks at the store while another process has the lease. Milliseconds. */
const PAUSE = { first: 20, longest: 250 };

/** One way to a token: from the store, from whoever is fetching it, or from KIS. */
export class Refresh {
  readonly #options: RefreshOptions;
  readonly #request: RefreshRequest;
  readonly #begin: number;
  #waitingSince: number | undefined;
  /** A token that could not be committed because another holder came after us. */
  #uncommitted: Token | undefined;
  /** Why there is no token yet, where that may pass. */
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

  /** What another process has committed since, if it is of use. */
  async #findStored(): Promise<RefreshResult | undefined> {
    const { store, margins, rejections, serverNow } = this.#options;
    const { replaces } = this.#request;
    const token = await store.read();
    if (token === undefined || rejections.has(token)) return undefined;
    if (!isServable(token, serverNow(), margins)) return undefined;
    if (replaces !== undefined && token.expiresAt <= replaces.expiresAt) return undefined;
    return { token, foundIn: 'store' };
  }

  /** @throws TokenError where the last attempt was one that would fail again */
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
      // Processes take turns, and together they ask less and less often.
      this.#lengthenPause(attempt.notBefore - attempt.at);
    } else this.#failure = undefined;
    return left;
  }

  /** With the lease: a last look, then the request. Undefined where the way begins anew. */
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
      this.#options.log.warn('Another process took the lease over before the token could be stored', {
        generation: lease.generation,
      });
      return undefined;
    }
  }

  /** Undefined where the minute of another token is not over, or a failure is waited out. */
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
        log.warn('KIS issues one token a minute; waiting for the next, or for that of another process', {
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
      // There is a token, only of no use to us: the next one would cost the minute of KIS and a message to its owner.
      const isIssued = error.code === 'token/bad-expiry';
      const pause = isIssued ? this.#untilNextIssue() : this.#failurePause;
      await this.#record(lease, 'failed', pause, kisCode);
      if (isIssued || !this.#request.isPersistent) throw error;
      log.warn('KIS gave no token; it is asked again', { error, pauseMilliseconds: pause });
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
      log.warn('The others could not be told how the request for a token ended', { error });
    });
  }

  /** After a failure that was followed by this pause. */
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
    const { clock, patience } = this.#options;
    if (clock.monotonic() - this.#begin < patience) return;
    if (this.#failure !== undefined) throw this.#failure;
    if (isLimited) {
      const message = `KIS issues one token a minute, and none came within ${patience} ms`;
      throw new TokenError('token/issue-limit', message, { errorClass: 'issue-limit' });
    }
    const message = `Another process holds the lease, and did not finish within ${patience} ms`;
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
