import { type Clock, systemClock } from '../clock.ts';
import type { Account } from '../protocol/account.ts';
import { Instruments } from '../telemetry/instruments.ts';
import { type Log, Secrets, silentLog } from '../telemetry/log.ts';
import { abortable } from '../waiting.ts';
import { Cooldowns, DEFAULT_INTERVALS, type Intervals } from './cooldown.ts';
import { TokenError } from './errors.ts';
import { FallbackStore } from './fallback-store.ts';
import { HttpIssuer, type Issuer } from './issuer.ts';
import { isServable, refreshFrom } from './margins.ts';
import { type TokenObserver, tokenMetrics } from './metrics.ts';
import { Refresh, type RefreshOptions, type RefreshResult } from './refresh.ts';
import { Rejections } from './rejections.ts';
import { ServerTime } from './server-time.ts';
import type { TokenStore } from './store.ts';
import type { Token } from './token.ts';

/** Two attempts at KIS, a minute apart, and some reserve. */
const CALLER_TIMEOUT_MS = 150_000;

/** How often a failed store is retried, in milliseconds. */
const RECOVERY = 30_000;

/** First and longest pause after a refresh that brought no new token, in milliseconds. */
const REFRESH_PAUSE = { first: 60_000, longest: 900_000 };

export interface TokenCacheOptions {
  readonly account: Account;
  readonly store: TokenStore;
  readonly issuer?: Issuer;
  readonly observer?: TokenObserver;
  readonly log?: Log;
  /** The cache adds the account's keys and each token, so that no log line shows them. */
  readonly secrets?: Secrets;
  readonly clock?: Clock;
  readonly intervals?: Partial<Intervals>;
  readonly timeoutMilliseconds?: number;
  readonly recoveryMilliseconds?: number;
  /** From 0 to 1. */
  readonly random?: () => number;
}

/**
 * Tokens for one account: from memory, from the store that processes share, and as rarely as possible from
 * KIS.
 */
export class TokenCache {
  readonly #refreshOptions: RefreshOptions;
  readonly #store: FallbackStore;
  readonly #time: ServerTime;
  readonly #rejections = new Rejections();
  readonly #secrets: Secrets;
  readonly #closing = new AbortController();
  readonly #stopRecovery: () => void;
  #token: Token | undefined;
  /** The promise that a hit returns, created once. */
  #answer: Promise<Token> | undefined;
  /** Milliseconds since 1970, by the clock of KIS. */
  #refreshAt = 0;
  #refreshPause = REFRESH_PAUSE.first;
  #fetching: Promise<Token> | undefined;
  #refresh: Promise<void> | undefined;

  constructor(options: TokenCacheOptions) {
    const { account, clock = systemClock, log = silentLog } = options;
    const observer = options.observer ?? tokenMetrics(new Instruments());
    this.#time = new ServerTime(clock);
    this.#secrets = options.secrets ?? new Secrets();
    this.#secrets.add(...account.secrets);
    this.#store = new FallbackStore(options.store, (isDegraded, reason) => {
      observer.degraded(isDegraded);
      if (isDegraded) log.error('The token store is unusable; tokens are kept in memory only', { reason });
      else log.info('The token store is usable again');
    });
    this.#refreshOptions = {
      store: this.#store,
      issuer: options.issuer ?? new HttpIssuer(account, this.#time),
      clock,
      serverNow: () => this.#time.now(),
      intervals: { ...DEFAULT_INTERVALS, ...options.intervals },
      cooldowns: new Cooldowns(clock),
      rejections: this.#rejections,
      observer,
      log,
      credentials: account.credentialsFingerprint,
      random: options.random ?? Math.random,
      timeoutMilliseconds: options.timeoutMilliseconds ?? CALLER_TIMEOUT_MS,
    };
    this.#stopRecovery = clock.every(options.recoveryMilliseconds ?? RECOVERY, () => {
      this.recover().catch(() => undefined);
    });
  }

  get isDegraded(): boolean {
    return this.#store.isDegraded;
  }

  /**
   * Returns a token that is valid now. Aborting the signal ends the wait of this caller only.
   *
   * @throws TokenError if there is none; the signal's reason if it is aborted
   */
  get(signal?: AbortSignal): Promise<Token> {
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    if (this.#closing.signal.aborted) return Promise.reject(closed());
    const token = this.#token;
    if (token !== undefined && this.#answer !== undefined) {
      const now = this.#time.now();
      if (isServable(token, now)) {
        this.#refreshOptions.observer.hit('memory');
        if (now >= this.#refreshAt) this.#refreshBehind(token);
        return this.#answer;
      }
    }
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    return signal === undefined ? this.#fetching : abortable(this.#fetching, signal);
  }

  /**
   * Call this when KIS rejects a token, before calling `get` again. Only the first report of a rejection
   * counts; a newer token stays.
   *
   * @returns whether the token was the current one
   */
  invalidate(failed: Token | string): boolean {
    const token = this.#token;
    if (token === undefined) return false;
    // KIS may have returned the same value again since. A late report refers to the previous generation.
    const isPresent =
      typeof failed === 'string'
        ? token.value === failed
        : token.isSameAs(failed) && failed.generation >= token.generation;
    if (!isPresent) return false;
    this.#rejections.add(token);
    this.#forget();
    this.#refreshOptions.log.warn('KIS rejected the token', { fingerprint: token.fingerprint });
    return true;
  }

  /** Retries a failed store. The cache also does this every half minute. */
  recover(): Promise<void> {
    return this.#store.recover();
  }

  /** Ends all waits with `token/closed`. The token stays stored and valid: the next start needs it. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#stopRecovery();
    await this.#fetching?.catch(() => undefined);
    await this.#refresh;
    await this.#store.close();
  }

  async #fetch(): Promise<Token> {
    // A running refresh may bring the token. A second request at the same time would only hit the limit.
    await this.#refresh;
    const { observer } = this.#refreshOptions;
    const former = this.#token;
    if (former !== undefined && isServable(former, this.#time.now())) return former;
    const isLeft = former !== undefined && this.#time.now() < former.expiresAt;
    const request = { signal: this.#closing.signal, isPersistent: !isLeft };
    try {
      return this.#adopt(await new Refresh(this.#refreshOptions, request).run());
    } catch (error) {
      // Within the hard margin this token is risky, but better than none.
      const isStill = former !== undefined && former === this.#token && this.#time.now() < former.expiresAt;
      if (isStill && !this.#closing.signal.aborted) return former;
      if (former === this.#token) observer.expires(undefined);
      throw error;
    }
  }

  #refreshBehind(token: Token): void {
    if (this.#refresh !== undefined || this.#fetching !== undefined) return;
    const { serverNow, log } = this.#refreshOptions;
    const refresh = new Refresh(this.#refreshOptions, {
      signal: this.#closing.signal,
      replaces: token,
      isPersistent: false,
    });
    this.#refresh = refresh
      .run()
      .then((result) => {
        if (this.#token !== token) return;
        const isNew = result.token.expiresAt > token.expiresAt;
        const pause = this.#refreshPause;
        this.#adopt(result);
        if (isNew) return;
        // KIS returned the same token again, and will for a while.
        this.#refreshPause = pause;
        this.#postponeRefresh(serverNow());
      })
      .catch((error: unknown) => {
        this.#postponeRefresh(serverNow());
        if (!this.#closing.signal.aborted) {
          log.warn('The token could not be refreshed; the old one is still served', { error });
        }
      })
      .finally(() => {
        this.#refresh = undefined;
      });
  }

  #postponeRefresh(now: number): void {
    this.#refreshAt = now + this.#refreshPause * (1 + this.#refreshOptions.random() / 4);
    this.#refreshPause = Math.min(this.#refreshPause * 2, REFRESH_PAUSE.longest);
  }

  #adopt({ token, foundIn }: RefreshResult): Token {
    const { random, observer, log } = this.#refreshOptions;
    this.#secrets.add(token.value);
    this.#token = token;
    this.#answer = Promise.resolve(token);
    this.#refreshAt = refreshFrom(token, random());
    this.#refreshPause = REFRESH_PAUSE.first;
    observer.expires(token.expiresAt);
    if (foundIn !== undefined) {
      observer.hit(foundIn);
      log.info(`Using cached token (expires at ${new Date(token.expiresAt).toISOString()})`, {
        fingerprint: token.fingerprint,
      });
    }
    return token;
  }

  #forget(): void {
    this.#token = undefined;
    this.#answer = undefined;
    this.#refreshOptions.observer.expires(undefined);
  }
}

function closed(): TokenError {
  return new TokenError('token/closed', 'The token cache was closed', { errorClass: 'fatal' });
}
