import type { SimulatedClock } from '../clock.ts';
import type { Random } from '../random.ts';

export const RATE_LIMITED = { code: 'EGW00201', message: '초당 거래건수를 초과하였습니다.' } as const;

export interface RateLimitOptions {
  /** Requests per simulated second and app key. By default 18 with a real account, 1 with a paper one. [seen] */
  readonly requestsPerSecond?: number;
  /**
   * Fraction of requests within the quota that are refused anyway: the gateway counts on several machines,
   * and its notice tells clients to expect this [seen]. 0 by default.
   */
  readonly wrongRefusals?: number;
}

/** The requests of each app key within the last simulated second. */
export class RateLimit {
  readonly #clock: SimulatedClock;
  readonly #random: Random;
  readonly #limit: number;
  readonly #wrongRefusals: number;
  readonly #admitted = new Map<string, number[]>();

  constructor(clock: SimulatedClock, random: Random, limit: number, wrongRefusals: number) {
    this.#clock = clock;
    this.#random = random;
    this.#limit = limit;
    this.#wrongRefusals = wrongRefusals;
  }

  /** Whether a request of the app key is served now. A refused one uses no quota. */
  admits(appKey: string): boolean {
    const now = this.#clock.now();
    const recent = (this.#admitted.get(appKey) ?? []).filter((instant) => instant > now - 1000);
    const isAdmitted = recent.length < this.#limit && !this.#random.isTrue(this.#wrongRefusals);
    if (isAdmitted) recent.push(now);
    this.#admitted.set(appKey, recent);
    return isAdmitted;
  }
}
