import { createHash } from 'node:crypto';
import { fingerprint } from './fingerprint.ts';

export type Environment = 'real' | 'paper';

/** REST hosts of the official samples (`kis_devlp.yaml` of koreainvestment/open-trading-api). */
const BASE_URLS: Readonly<Record<Environment, string>> = {
  real: 'https://openapi.koreainvestment.com:9443',
  paper: 'https://openapivts.koreainvestment.com:29443',
};

const HOUR = 3_600_000;

/**
 * The maximum lifetime of tokens [official]: 24 hours, or three months for partner corporations (제휴법인), plus
 * a margin. A longer one is an error. Milliseconds.
 */
const LONGEST_LIFETIMES = { ordinary: 25 * HOUR, partner: 92 * 24 * HOUR + HOUR };

export interface AccountOptions {
  readonly environment?: Environment;
  /** By default the host of the environment. */
  readonly baseUrl?: string | undefined;
  /** Replaces the base URL in storage keys, because a simulator has another port each time. */
  readonly storedAs?: string;
  readonly appKey: string;
  readonly appSecret: string;
  /** Whether it belongs to a partner corporation (제휴법인), whose tokens last three months. */
  readonly isPartner?: boolean;
}

/** The account that tokens belong to. It is safe to print, log and inspect: its keys are hidden. */
export class Account {
  readonly environment: Environment;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly isPartner: boolean;
  readonly #storedAs: string;
  readonly #appKey: string;
  readonly #appSecret: string;

  constructor(options: AccountOptions) {
    const { environment = 'real', baseUrl, appKey, appSecret, isPartner = false } = options;
    this.environment = environment;
    this.isPartner = isPartner;
    this.baseUrl = (baseUrl ?? BASE_URLS[environment]).replace(/\/+$/, '');
    this.#storedAs = options.storedAs ?? this.baseUrl;
    this.#appKey = appKey;
    this.#appSecret = appSecret;
  }

  get appKey(): string {
    return this.#appKey;
  }

  get appSecret(): string {
    return this.#appSecret;
  }

  /** The maximum plausible lifetime of a token, in milliseconds. */
  get longestLifetime(): number {
    return this.isPartner ? LONGEST_LIFETIMES.partner : LONGEST_LIFETIMES.ordinary;
  }

  /** What must not be printed. */
  get secrets(): readonly string[] {
    return [this.#appKey, this.#appSecret].filter((secret) => secret !== '');
  }

  /**
   * The name under which a store keeps this account's data. Accounts, environments and hosts never share one,
   * nor do versions with different formats. The secret is not part of it: a new one does not invalidate
   * existing tokens.
   */
  storageKey(schema: number): string {
    const parts = [String(schema), this.#storedAs, this.environment, this.#appKey];
    return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
  }

  /** Whether two processes use the same key and secret. */
  get credentialsFingerprint(): string {
    return fingerprint(JSON.stringify([this.#appKey, this.#appSecret]));
  }

  toJSON(): Readonly<Record<string, string>> {
    return {
      environment: this.environment,
      baseUrl: new URL(this.baseUrl).origin,
      appKey: `[${fingerprint(this.#appKey)}]`,
      appSecret: '[redacted]',
    };
  }

  toString(): string {
    return `Account of ${this.environment} [${fingerprint(this.#appKey)}]`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}
