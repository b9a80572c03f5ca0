/** How a token request ended: the values of the contract's label `result`. */
export type IssueResult = 'success' | 'rate_limited' | 'rejected' | 'failed';

/** Where a token was found: the values of the contract's label `tier`. */
export type CacheTier = 'memory' | 'store';

/** Receives the token cache's events. */
export interface TokenObserver {
  issued(result: IssueResult): void;
  hit(tier: CacheTier): void;
  /** Milliseconds since 1970; undefined while there is no token. */
  expires(at: number | undefined): void;
  waited(seconds: number): void;
  degraded(isDegraded: boolean): void;
}

export const silentObserver: TokenObserver = {
  issued: () => undefined,
  hit: () => undefined,
  expires: () => undefined,
  waited: () => undefined,
  degraded: () => undefined,
};
