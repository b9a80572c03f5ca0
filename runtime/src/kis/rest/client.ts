import { setMaxListeners } from 'node:events';
import { SpanKind } from '@opentelemetry/api';
import { type Clock, systemClock } from '../../clock.ts';
import { type JsonObject, textAt } from '../../json.ts';
import type { Account } from '../../protocol/account.ts';
import { Instruments } from '../../telemetry/instruments.ts';
import { type Log, silentLog } from '../../telemetry/log.ts';
import { traced } from '../../telemetry/tracing.ts';
import type { TokenCache } from '../../token/cache.ts';
import { TokenError } from '../../token/errors.ts';
import type { Token } from '../../token/token.ts';
import { withToken } from '../../token/with-token.ts';
import { attempt, type Failure, type Outcome, resultOf } from '../attempt.ts';
import { type BackoffOptions, backoff } from '../backoff.ts';
import { closed, KisError } from '../errors.ts';
import { type KisObserver, kisMetrics } from '../metrics.ts';
import { RateBudget } from './budget.ts';
import { failureOf } from './failure.ts';
import { type HolidayAnswer, holidayOf } from './holiday.ts';
import { type AskingPriceAnswer, askingPriceOf, type PriceAnswer, priceOf } from './quote.ts';

export interface RestClientOptions {
  readonly account: Account;
  readonly tokens: Pick<TokenCache, 'get' | 'invalidate'>;
  /** Measures what KIS measures: requests per second, and when an answer was received. */
  readonly clock?: Clock;
  /** Measures connections and machines: the waits between attempts. It runs at real speed. */
  readonly connectionClock?: Clock;
  /** Shared by all clients in a process that use the app key. Each client has its own by default. */
  readonly budget?: RateBudget;
  readonly observer?: KisObserver;
  readonly log?: Log;
  /** Time limit of one attempt, until the last byte: 5 seconds. */
  readonly timeoutMilliseconds?: number;
  /** Time after the first attempt when no further one starts: 20 seconds. */
  readonly deadlineMilliseconds?: number;
  /** Waits between attempts: at first up to 250 ms, at most 5 seconds. */
  readonly retry?: BackoffOptions;
  readonly random?: () => number;
}

const NAME = 'The client of KIS';

const TIMEOUT = 5_000;
const DEADLINE = 20_000;
const RETRY: BackoffOptions = { first: 250, longest: 5_000 };

/** An `inquire-price` answer has about 3,000 bytes, one of `chk-holiday` 4,000. */
const LARGEST_ANSWER = 256 * 1024;

/** Codes that every request of the account would meet. */
const OF_ACCOUNT: ReadonlySet<string | undefined> = new Set([
  ...['EGW00102', 'EGW00103', 'EGW00104', 'EGW00105', 'EGW00205', 'EGW00207'],
]);

/** How long no request is made after one of these. */
const STOP = 60_000;

const QUOTATIONS = '/uapi/domestic-stock/v1/quotations';

interface Query {
  /** The path after that of quotations. */
  readonly service: string;
  readonly transactionId: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The outcome of an attempt. */
type Attempted<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  /** A success with invalid fields. */
  | { readonly kind: 'unusable'; readonly error: unknown }
  | { readonly kind: 'failed'; readonly outcome: Failure };

export function openRestClient(options: RestClientOptions): RestClient {
  return new RestClient(options);
}

/** Gets quotes from the KIS Open API. `docs/kis-client.md` describes how it handles each kind of error. */
export class RestClient {
  readonly budget: RateBudget;
  readonly #options: RestClientOptions;
  readonly #clock: Clock;
  readonly #connectionClock: Clock;
  readonly #observer: KisObserver;
  readonly #log: Log;
  readonly #requests = new Set<AbortController>();
  #isClosed = false;
  #stopped: { readonly error: KisError; readonly until: number } | undefined;

  constructor(options: RestClientOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#connectionClock = options.connectionClock ?? systemClock;
    this.#observer = options.observer ?? kisMetrics(new Instruments());
    this.#log = options.log ?? silentLog;
    this.budget =
      options.budget ?? new RateBudget({ environment: options.account.environment, clock: this.#clock });
  }

  /** The last price of a share and related values. @throws KisError */
  inquirePrice(symbol: string, signal?: AbortSignal): Promise<PriceAnswer> {
    const query = ofShare('inquire-price', 'FHKST01010100', symbol);
    return this.#request(query, (answer) => priceOf(symbol, answer, this.#now()), signal);
  }

  /** Best bid and ask. @throws KisError */
  inquireAskingPrice(symbol: string, signal?: AbortSignal): Promise<AskingPriceAnswer> {
    const query = ofShare('inquire-asking-price-exp-ccn', 'FHKST01010200', symbol);
    return this.#request(query, (answer) => askingPriceOf(symbol, answer, this.#now()), signal);
  }

  /**
   * Whether the exchange opens on a date (`YYYY-MM-DD`). Real accounts only, at most once a day.
   *
   * @throws KisError
   */
  async checkHoliday(date: string, signal?: AbortSignal): Promise<HolidayAnswer> {
    if (this.#options.account.environment === 'paper') {
      throw new KisError('kis/not-on-paper', 'Paper trading has no holiday service', {
        errorClass: 'fatal',
      });
    }
    const parameters = { BASS_DT: date.replaceAll('-', ''), CTX_AREA_NK: '', CTX_AREA_FK: '' };
    const query = { service: 'chk-holiday', transactionId: 'CTCA0903R', parameters };
    return this.#request(query, (answer) => holidayOf(date, answer), signal);
  }

  /** Aborts current requests. */
  close(): void {
    this.#isClosed = true;
    for (const request of this.#requests) request.abort(closed(NAME));
    // A shared budget may have other clients.
    if (this.#options.budget === undefined) this.budget.close();
  }

  toJSON(): unknown {
    return { account: this.#options.account, rate: this.budget.rate };
  }

  async #request<Result>(
    query: Query,
    read: (answer: JsonObject) => Result,
    signal: AbortSignal | undefined,
  ): Promise<Result> {
    if (this.#isClosed) throw closed(NAME);
    const ending = new AbortController();
    const giveUp = () => ending.abort(signal?.reason);
    if (signal?.aborted === true) giveUp();
    // A whole universe may be requested under one signal, which is not a leak.
    if (signal !== undefined) setMaxListeners(0, signal);
    signal?.addEventListener('abort', giveUp, { once: true });
    this.#requests.add(ending);
    const span = { kind: SpanKind.CLIENT, attributes: { 'kis.transaction': query.transactionId } };
    try {
      return await traced(`KIS ${query.service}`, span, () => this.#untilDone(query, read, ending.signal));
    } finally {
      signal?.removeEventListener('abort', giveUp);
      this.#requests.delete(ending);
    }
  }

  /** Retries until there is a result, a permanent error, or no time left. */
  async #untilDone<Result>(
    query: Query,
    read: (answer: JsonObject) => Result,
    signal: AbortSignal,
  ): Promise<Result> {
    const { deadlineMilliseconds = DEADLINE, retry = RETRY, random = Math.random } = this.#options;
    let [attempts, begin] = [0, 0];
    const once = async (token: Token): Promise<Attempted<Result>> => {
      await this.budget.take(signal);
      // Many may have waited in the queue since the first of them was refused.
      this.#throwIfStopped();
      // The time in the queue is not the fault of KIS.
      if (attempts === 0) begin = this.#connectionClock.monotonic();
      attempts += 1;
      return this.#attempt(query, token, read, signal);
    };
    for (;;) {
      this.#throwIfStopped();
      const attempted = await this.#withToken(once, signal);
      if (attempted.kind === 'done') return attempted.result;
      // A retry would give the same.
      if (attempted.kind === 'unusable') throw attempted.error;
      const failure = failureOf(attempted.outcome, attempts);
      const wait = backoff(attempts - 1, retry, random);
      const isLate = this.#connectionClock.monotonic() + wait - begin > deadlineMilliseconds;
      if (isLate || failure.errorClass === 'fatal' || failure.errorClass === 'token') {
        this.#noteStop(failure);
        throw failure;
      }
      await this.#connectionClock.sleep(wait, signal);
    }
  }

  async #withToken<Result>(
    once: (token: Token) => Promise<Attempted<Result>>,
    signal: AbortSignal,
  ): Promise<Attempted<Result>> {
    const isRejected = (attempted: Attempted<Result>) =>
      attempted.kind === 'failed' &&
      attempted.outcome.kind === 'refusal' &&
      attempted.outcome.refusal.errorClass === 'token';
    try {
      return await withToken(this.#options.tokens, once, isRejected, signal);
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      const { errorClass, kisCode, message } = error;
      throw new KisError('kis/no-token', `There is no token: ${message}`, {
        errorClass,
        kisCode,
        cause: error,
      });
    }
  }

  async #attempt<Result>(
    { service, transactionId, parameters }: Query,
    token: Token,
    read: (answer: JsonObject) => Result,
    signal: AbortSignal,
  ): Promise<Attempted<Result>> {
    const { account, timeoutMilliseconds = TIMEOUT } = this.#options;
    const outcome = await attempt({
      url: `${account.baseUrl}${QUOTATIONS}/${service}?${new URLSearchParams(parameters)}`,
      init: {
        headers: {
          'content-type': 'application/json; charset=utf-8',
          authorization: `Bearer ${token.value}`,
          appkey: account.appKey,
          appsecret: account.appSecret,
          tr_id: transactionId,
          custtype: 'P',
        },
      },
      timeoutMilliseconds,
      largestAnswer: LARGEST_ANSWER,
      isExpected: (answer) => textAt(answer, 'rt_cd') === '0',
      signal,
    });
    const result = resultOf(outcome);
    if (result === 'success') this.budget.accepted();
    if (result === 'rate_limited') this.budget.refused();
    const attempted = attemptedOf(outcome, read);
    this.#observer.requested(isUseless(attempted) ? 'failed' : result);
    return attempted;
  }

  #throwIfStopped(): void {
    if (this.#stopped === undefined) return;
    if (this.#connectionClock.monotonic() < this.#stopped.until) throw this.#stopped.error;
    this.#stopped = undefined;
  }

  #noteStop(error: KisError): void {
    if (!OF_ACCOUNT.has(error.kisCode)) return;
    this.#stopped = { error, until: this.#connectionClock.monotonic() + STOP };
    this.#log.error('KIS refuses the account; no requests for a minute', { code: error.kisCode });
  }

  #now(): number {
    return Math.floor(this.#clock.now());
  }
}

function attemptedOf<Result>(outcome: Outcome, read: (answer: JsonObject) => Result): Attempted<Result> {
  if (outcome.kind !== 'answer') return { kind: 'failed', outcome };
  try {
    return { kind: 'done', result: read(outcome.answer) };
  } catch (error) {
    return { kind: 'unusable', error };
  }
}

/** That a share does not exist is an answer, too: an old code in a list makes no request fail. */
function isUseless(attempted: Attempted<unknown>): boolean {
  if (attempted.kind !== 'unusable') return false;
  return !(attempted.error instanceof KisError && attempted.error.code === 'kis/unknown-symbol');
}

function ofShare(service: string, transactionId: string, symbol: string): Query {
  const parameters = { FID_COND_MRKT_DIV_CODE: 'J', FID_INPUT_ISCD: symbol };
  return { service, transactionId, parameters };
}
