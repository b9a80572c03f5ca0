import { randomUUID } from 'node:crypto';
import type { SimulatedClock } from '../clock.ts';
import type { Journal } from '../journal.ts';
import { claimsOf, signedToken } from './jwt.ts';

/** How long the same token is returned. [official] */
const REUSE = 6 * 3_600_000;

/** For how long after issuing a token the next request of the app key is refused. [seen] */
const ISSUE_INTERVAL = 60_000;

export interface TokenOptions {
  /** How long a token is valid. 24 hours. [official] */
  readonly lifetimeSeconds?: number;
  /**
   * Whether a new token invalidates the previous one at once. Unknown for the real gateway; false by default.
   */
  readonly isFormerVoided?: boolean;
  /**
   * Signs the tokens. Simulators with the same key accept each other's tokens, like a restarted gateway. By
   * default each has its own key, because a token cache may outlive the simulator and must not find its old
   * token valid.
   */
  readonly signingKey?: string;
  /** Real milliseconds that a token request takes. */
  readonly latencyMilliseconds?: number;
}

export interface IssuedToken {
  readonly token: string;
  readonly appKey: string;
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** How often it was returned, including the first time. */
  timesGiven: number;
}

/** How a token is treated: as valid, or with the code of its error. */
export type TokenState = 'valid' | 'EGW00121' | 'EGW00122' | 'EGW00123';

/** The tokens of all accounts, and the rules for issuing them. */
export class TokenRegistry {
  readonly #clock: SimulatedClock;
  readonly #journal: Journal;
  readonly #options: Required<TokenOptions>;
  readonly #tokens = new Map<string, IssuedToken>();
  readonly #latest = new Map<string, IssuedToken>();
  readonly #lastGivenAt = new Map<string, number>();
  readonly #expiredEarly = new Set<string>();
  readonly #revoked = new Set<string>();

  constructor(clock: SimulatedClock, journal: Journal, options: TokenOptions = {}) {
    this.#clock = clock;
    this.#journal = journal;
    this.#options = {
      lifetimeSeconds: 86_400,
      isFormerVoided: false,
      latencyMilliseconds: 0,
      signingKey: randomUUID(),
      ...options,
    };
  }

  get latencyMilliseconds(): number {
    return this.#options.latencyMilliseconds;
  }

  get lifetimeSeconds(): number {
    return this.#options.lifetimeSeconds;
  }

  /**
   * The token of an app key: the current one within six hours, otherwise a new one; undefined if requested
   * too soon.
   */
  give(appKey: string): IssuedToken | undefined {
    const now = this.#clock.now();
    const lastGivenAt = this.#lastGivenAt.get(appKey) ?? Number.NEGATIVE_INFINITY;
    if (now - lastGivenAt < ISSUE_INTERVAL) {
      this.#journal.tokens.refusedTooSoon += 1;
      return undefined;
    }
    this.#lastGivenAt.set(appKey, now);
    const present = this.#latest.get(appKey);
    const isReturnedAgain =
      present !== undefined && now - present.issuedAt < REUSE && this.stateOf(present.token) === 'valid';
    const given = isReturnedAgain ? present : this.#issue(appKey, now);
    given.timesGiven += 1;
    if (isReturnedAgain) this.#journal.tokens.returnedAgain += 1;
    else this.#journal.tokens.issued += 1;
    return given;
  }

  stateOf(token: string): TokenState {
    if (token === '') return 'EGW00122';
    const known = this.#known(token);
    if (known === undefined) return 'EGW00121';
    const hasExpired = known.expiresAt <= this.#clock.now() || this.#expiredEarly.has(token);
    return hasExpired ? 'EGW00123' : 'valid';
  }

  /** The app key that a token belongs to. */
  ownerOf(token: string): string | undefined {
    return this.#known(token)?.appKey;
  }

  /** @returns whether the token existed */
  revoke(token: string): boolean {
    const isKnown = this.#known(token) !== undefined;
    this.#void(token);
    if (isKnown) this.#journal.tokens.revoked += 1;
    return isKnown;
  }

  revokeAll(): void {
    for (const token of [...this.#tokens.keys()]) this.revoke(token);
  }

  /** Expires all tokens now, as the gateway's maintenance can. [seen] */
  expireAll(): void {
    for (const token of this.#tokens.keys()) this.#expiredEarly.add(token);
  }

  /** A token of this simulator, or of an earlier one with the same key. */
  #known(token: string): IssuedToken | undefined {
    const known = this.#tokens.get(token);
    if (known !== undefined || this.#revoked.has(token)) return known;
    const claims = claimsOf(token, this.#options.signingKey);
    if (claims === undefined) return undefined;
    const { jti: appKey, iat, exp } = claims;
    const adopted = { token, appKey, issuedAt: iat * 1000, expiresAt: exp * 1000, timesGiven: 1 };
    this.#tokens.set(token, adopted);
    return adopted;
  }

  #void(token: string): void {
    this.#tokens.delete(token);
    this.#revoked.add(token);
  }

  #issue(appKey: string, now: number): IssuedToken {
    const former = this.#latest.get(appKey);
    if (former !== undefined && this.#options.isFormerVoided) this.#void(former.token);
    const iat = Math.floor(now / 1000);
    const exp = iat + this.#options.lifetimeSeconds;
    const issued: IssuedToken = {
      token: signedToken({ jti: appKey, aud: randomUUID(), iat, exp }, this.#options.signingKey),
      appKey,
      issuedAt: iat * 1000,
      expiresAt: exp * 1000,
      timesGiven: 0,
    };
    this.#tokens.set(issued.token, issued);
    this.#latest.set(appKey, issued);
    return issued;
  }
}
