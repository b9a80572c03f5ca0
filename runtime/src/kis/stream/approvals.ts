import type { Clock } from '../../clock.ts';
import { textAt } from '../../json.ts';
import type { Account } from '../../protocol/account.ts';
import { attempt, type Outcome, resultOf } from '../attempt.ts';
import { KisError } from '../errors.ts';
import type { KisObserver } from '../metrics.ts';
import { failureOf } from '../rest/failure.ts';

/** They are valid for 24 hours [official], and checked when subscribing. */
const LIFETIME = 23 * 3_600_000;

const TIMEOUT = 10_000;
const LARGEST_ANSWER = 65_536;

export interface ApprovalOptions {
  readonly account: Account;
  /** Measures their age. */
  readonly clock: Clock;
  readonly observer: KisObserver;
  /** Called with each new key before anything else, because it must not be printed. */
  readonly onKey?: ((key: string) => void) | undefined;
}

interface Approval {
  readonly key: string;
  readonly wall: number;
  readonly monotonic: number;
}

/** Keys for opening sessions: `POST /oauth2/Approval`. They need no token. [official] */
export class Approvals {
  readonly #options: ApprovalOptions;
  #approval: Approval | undefined;
  #flight: Promise<string> | undefined;

  constructor(options: ApprovalOptions) {
    this.#options = options;
  }

  /** A key that is valid as far as known. @throws KisError */
  async get(signal: AbortSignal): Promise<string> {
    signal.throwIfAborted();
    if (this.#approval !== undefined && this.#ageOf(this.#approval) < LIFETIME) return this.#approval.key;
    this.#flight ??= this.#fetch(signal).finally(() => {
      this.#flight = undefined;
    });
    return this.#flight;
  }

  /** Reports that KIS rejected the key (OPSP0011). Drops it only if it is still the current one. */
  invalidate(key: string): void {
    if (this.#approval?.key === key) this.#approval = undefined;
  }

  /**
   * The larger age of the wall clock and the monotonic clock: the wall clock may be set back, and the
   * monotonic clock may stop during sleep.
   */
  #ageOf({ wall, monotonic }: Approval): number {
    const { clock } = this.#options;
    return Math.max(clock.now() - wall, clock.monotonic() - monotonic);
  }

  async #fetch(signal: AbortSignal): Promise<string> {
    const { account, clock, observer, onKey } = this.#options;
    const outcome: Outcome = await attempt({
      url: `${account.baseUrl}/oauth2/Approval`,
      init: {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        // Unlike for tokens, the field is called `secretkey`. [official]
        body: JSON.stringify({
          grant_type: 'client_credentials',
          appkey: account.appKey,
          secretkey: account.appSecret,
        }),
      },
      timeoutMilliseconds: TIMEOUT,
      largestAnswer: LARGEST_ANSWER,
      isExpected: (answer) => isKey(textAt(answer, 'approval_key')),
      signal,
    });
    observer.requested(resultOf(outcome));
    if (outcome.kind !== 'answer') throw failureOf(outcome, 1);
    const key = textAt(outcome.answer, 'approval_key');
    if (key === undefined) {
      throw new KisError('kis/bad-answer', 'The response of KIS has no approval key', {
        errorClass: 'transient',
      });
    }
    onKey?.(key);
    this.#approval = { key, wall: clock.now(), monotonic: clock.monotonic() };
    return key;
  }
}

function isKey(text: string | undefined): boolean {
  return text !== undefined && /^[\x21-\x7e]{1,1024}$/.test(text);
}
