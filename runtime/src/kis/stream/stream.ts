import { type Clock, systemClock } from '../../clock.ts';
import { Instruments } from '../../telemetry/instruments.ts';
import { type Log, silentLog } from '../../telemetry/log.ts';
import { backoff } from '../backoff.ts';
import { KisError } from '../errors.ts';
import { type KisObserver, kisMetrics } from '../metrics.ts';
import { Approvals } from './approvals.ts';
import { ContinuityCheck } from './continuity.ts';
import { nameOf, type Registration } from './control.ts';
import { Feed } from './feed.ts';
import {
  DEFAULT_TIMING,
  MOST_REGISTRATIONS,
  type StreamOptions,
  type StreamTiming,
  WEBSOCKET_URLS,
} from './options.ts';
import { Session, type SessionEnd } from './session.ts';
import { type StreamState, type StreamStatus, unregisteredOf } from './state.ts';
import { Wakeup } from './wakeup.ts';

const TRADES = 'H0STCNT0';

export function openStream(options: StreamOptions): Stream {
  return new Stream(options);
}

/** Streams trades from the KIS Open API. `docs/kis-client.md` describes how it handles each kind of error. */
export class Stream {
  readonly #options: StreamOptions;
  readonly #timing: StreamTiming;
  readonly #clock: Clock;
  readonly #connectionClock: Clock;
  readonly #observer: KisObserver;
  readonly #log: Log;
  readonly #continuity: ContinuityCheck;
  readonly #approvals: Approvals;
  readonly #feed: Feed;
  readonly #closing = new AbortController();
  readonly #resumed = new Wakeup();
  readonly #refused = new Map<string, string>();
  readonly #done: Promise<void>;
  #symbols: readonly string[];
  #next: readonly string[] | undefined;
  #session: Session | undefined;
  #status: StreamStatus = 'connecting';
  #isPaused = false;
  #connections = 0;
  #failures = 0;
  #timesInUse = 0;
  #lastMessageAt: number | undefined;
  #lastEnd: string | undefined;
  #stoppedBy: KisError | undefined;

  constructor(options: StreamOptions) {
    const { account, secrets, handlers } = options;
    this.#options = options;
    this.#timing = { ...DEFAULT_TIMING, ...options.timing };
    this.#clock = options.clock ?? systemClock;
    this.#connectionClock = options.connectionClock ?? systemClock;
    this.#observer = options.observer ?? kisMetrics(new Instruments());
    this.#log = options.log ?? silentLog;
    this.#continuity = options.continuity ?? new ContinuityCheck();
    this.#symbols = unique(options.symbols);
    secrets?.add(...account.secrets);
    this.#approvals = new Approvals({
      account,
      clock: this.#clock,
      observer: this.#observer,
      onKey: (key) => secrets?.add(key),
    });
    this.#feed = new Feed({
      handlers,
      continuity: this.#continuity,
      observer: this.#observer,
      log: this.#log,
      connectionClock: this.#connectionClock,
    });
    this.#done = this.#run();
  }

  /** Replaces the symbols whose trades are wanted, the most important first. */
  setSymbols(symbols: readonly string[]): void {
    const isScheduled = this.#next !== undefined;
    this.#next = unique(symbols);
    if (isScheduled) return;
    const { debounce } = this.#timing;
    this.#connectionClock.sleep(debounce, this.#closing.signal).then(
      () => this.#takeSymbols(),
      () => undefined,
    );
  }

  /** Stops reading from the socket, which slows down the gateway. Data in flight still arrives. */
  pause(): void {
    this.#isPaused = true;
    this.#session?.pause();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#session?.resume();
    this.#resumed.call();
  }

  state(): StreamState {
    const registered = this.#session?.registered ?? [];
    return {
      status: this.#status,
      registered: registered.map(({ key }) => key),
      unregistered: unregisteredOf(this.#wanted(), registered, this.#refused, this.#limit()),
      limit: this.#limit(),
      connections: this.#connections,
      lastMessageAt: this.#lastMessageAt,
      lastEnd: this.#lastEnd,
      isPaused: this.#isPaused,
      stoppedBy: this.#stoppedBy,
    };
  }

  /** Closes the connection within a second. Nothing is passed on afterwards, and no timer remains. */
  async close(): Promise<void> {
    if (!this.#closing.signal.aborted) this.#closing.abort();
    await this.#done;
    this.#status = 'closed';
  }

  toJSON(): unknown {
    return this.state();
  }

  #wanted(): readonly Registration[] {
    const trades = this.#symbols.map((key) => ({ transactionId: TRADES, key }));
    return [...(this.#options.further ?? []), ...trades];
  }

  #limit(): number {
    return this.#session?.limit ?? this.#options.maximumRegistrations ?? MOST_REGISTRATIONS;
  }

  #takeSymbols(): void {
    const next = this.#next ?? this.#symbols;
    this.#next = undefined;
    // A symbol that is requested again is tried again.
    const known = new Set(this.#symbols);
    for (const key of next) {
      if (!known.has(key)) this.#refused.delete(nameOf({ transactionId: TRADES, key }));
    }
    this.#symbols = next;
    this.#session?.changed();
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    // Only `close` waits for it, so an error thrown here would end the process.
    try {
      while (!signal.aborted) {
        if (this.#isPaused) {
          await this.#resumed.wait(this.#connectionClock, undefined, signal);
          continue;
        }
        this.#status = 'connecting';
        const end = await this.#connect(signal);
        if (signal.aborted) break;
        this.#lastEnd = end.reason;
        if (end.kind === 'stop') return this.#stop(end.error);
        this.#status = 'waiting';
        const wait = this.#waitAfter(end);
        this.#log.warn('The stream is interrupted', {
          reason: end.reason,
          retryInMilliseconds: Math.round(wait),
        });
        await this.#connectionClock.sleep(wait, signal).catch(() => undefined);
      }
    } catch (error) {
      this.#log.error('The stream has failed', { error });
      this.#status = 'stopped';
    }
  }

  async #connect(signal: AbortSignal): Promise<SessionEnd> {
    try {
      // Without a key nothing can be registered, so a connection would be useless.
      await this.#approvals.get(signal);
    } catch (error) {
      if (error instanceof KisError && error.errorClass === 'fatal') {
        return { kind: 'stop', reason: error.code, error };
      }
      const reason = error instanceof KisError ? `no approval key: ${error.code}` : 'no approval key';
      return { kind: 'retry', reason };
    }
    const { account, url, maximumRegistrations, random } = this.#options;
    const session = new Session({
      url: `${(url ?? WEBSOCKET_URLS[account.environment]).replace(/\/+$/, '')}/tryitout`,
      timing: this.#timing,
      clock: this.#connectionClock,
      log: this.#log,
      approvals: this.#approvals,
      random: random ?? Math.random,
      maximumRegistrations: maximumRegistrations ?? MOST_REGISTRATIONS,
      wanted: () => ({ registrations: this.#wanted(), refused: this.#refused }),
      isPaused: () => this.#isPaused,
      onOpen: () => {
        this.#connections += 1;
        this.#status = 'open';
        if (this.#isPaused) session.pause();
      },
      onMessage: () => {
        this.#lastMessageAt = this.#now();
      },
      onAlive: (isData) => {
        this.#failures = 0;
        if (isData) this.#timesInUse = 0;
      },
      onFrame: (text) => this.#take(text, session),
      onRemoved: ({ key, transactionId }) => {
        if (transactionId === TRADES) this.#continuity.forget(key);
      },
    });
    this.#session = session;
    const end = await session.run(signal);
    this.#noteEnd(session);
    this.#session = undefined;
    return end;
  }

  #take(text: string, session: Session): void {
    const isMoreWelcome = this.#feed.take(text, this.#now(), (transactionId) =>
      session.cipherOf(transactionId),
    );
    if (!isMoreWelcome) this.pause();
  }

  /** A lost connection that brought trades is an interruption; one that never did is not. */
  #noteEnd(session: Session): void {
    if (session.registered.length === 0 || this.#closing.signal.aborted) return;
    this.#observer.interrupted();
    this.#continuity.interrupted();
    const wanted = new Set(this.#symbols);
    for (const { transactionId, key } of session.registered) {
      if (transactionId === TRADES && !wanted.has(key)) this.#continuity.forget(key);
    }
  }

  #waitAfter(end: SessionEnd): number {
    const { reconnect, inUse } = this.#timing;
    const random = this.#options.random ?? Math.random;
    if (end.kind === 'in-use') {
      this.#timesInUse += 1;
      return Math.max(inUse.first / 2, backoff(this.#timesInUse - 1, inUse, random));
    }
    this.#failures += 1;
    return backoff(this.#failures - 1, reconnect, random);
  }

  #stop(error: KisError): void {
    this.#status = 'stopped';
    this.#stoppedBy = error;
    this.#log.error('The stream stops: KIS refuses the account', { error });
  }

  #now(): number {
    return Math.floor(this.#clock.now());
  }
}

function unique(symbols: readonly string[]): readonly string[] {
  return [...new Set(symbols)];
}
