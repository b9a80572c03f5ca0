import type { Clock } from '../../clock.ts';
import type { Log } from '../../telemetry/log.ts';
import { backoff } from '../backoff.ts';
import type { Approvals } from './approvals.ts';
import type { Cipher } from './cipher.ts';
import { type Control, command, nameOf, type Registration, verdictOf } from './control.ts';
import type { StreamTiming } from './options.ts';
import { Wakeup } from './wakeup.ts';

type Acknowledgement = Extract<Control, { readonly kind: 'acknowledgement' }>;

/** Why a connection is no longer usable. */
export type RegistrarEnd =
  /** Another session uses the app key. */
  | 'in-use'
  /** Two approval keys in a row were rejected. */
  | 'approval'
  /** The app key is refused. */
  | 'app-key'
  /** Commands are not answered. */
  | 'unanswered';

/** What to register, the most important first, and what not to try. */
export interface DesiredRegistrations {
  readonly registrations: readonly Registration[];
  /** Codes of permanent refusals, by `nameOf`. */
  readonly refused: Map<string, string>;
}

export interface RegistrarOptions {
  readonly wanted: () => DesiredRegistrations;
  readonly approvals: Approvals;
  readonly send: (text: string) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly timing: Pick<StreamTiming, 'pace' | 'acknowledgement' | 'dwell' | 'retry'>;
  /** In all feeds together: 41 [seen]. OPSP0008 reveals a lower limit. */
  readonly maximumRegistrations: number;
  readonly onRemoved: (registration: Registration) => void;
  /** Whether answers are currently left in the socket. */
  readonly isPaused: () => boolean;
}

interface Registered {
  readonly registration: Registration;
  readonly since: number;
  readonly cipher: Cipher | undefined;
}

interface Step {
  readonly isRegistration: boolean;
  readonly registration: Registration;
}

const MOST_UNANSWERED = 3;

/**
 * Updates the registrations of one connection to what is wanted: one command after another, each answered
 * before the next. So an answer that does not name its subject belongs to the last command, and an app key in
 * use is detected at the first.
 */
export class Registrar {
  readonly #options: RegistrarOptions;
  readonly #registered = new Map<string, Registered>();
  /** The subjects of all commands sent. */
  readonly #asked = new Map<string, Registration>();
  readonly #postponed = new Map<string, { readonly until: number; readonly attempts: number }>();
  readonly #wakeup = new Wakeup();
  #limit: number;
  #pending: { readonly name: string; readonly settle: (answer: Acknowledgement) => void } | undefined;
  #unanswered = 0;
  #refusedKeys = 0;
  #end: RegistrarEnd | undefined;

  constructor(options: RegistrarOptions) {
    this.#options = options;
    this.#limit = options.maximumRegistrations;
  }

  get registered(): readonly Registration[] {
    return [...this.#registered.values()].map(({ registration }) => registration);
  }

  get count(): number {
    return this.#registered.size;
  }

  /** How many registrations the gateway permits, as far as known. */
  get limit(): number {
    return this.#limit;
  }

  cipherOf(transactionId: string): Cipher | undefined {
    for (const { registration, cipher } of this.#registered.values()) {
      if (registration.transactionId === transactionId && cipher !== undefined) return cipher;
    }
    return undefined;
  }

  /** Reports that the wishes have changed. */
  changed(): void {
    this.#wakeup.call();
  }

  /** Handles the answer to a command. */
  acknowledge(answer: Acknowledgement): void {
    const verdict = verdictOf(answer.code);
    if (verdict === 'in-use' || verdict === 'app-key') this.#end ??= verdict;
    const name = answer.registration === undefined ? undefined : nameOf(answer.registration);
    if (this.#pending !== undefined && (name === undefined || name === this.#pending.name)) {
      this.#pending.settle(answer);
      return;
    }
    // A late answer, after the command was given up. An answer to something never requested is ignored.
    const asked = name === undefined ? undefined : this.#asked.get(name);
    if (asked !== undefined && verdict === 'registered') this.#enter(asked, answer);
    if (asked !== undefined && verdict === 'removed') this.#leave(asked);
    this.#wakeup.call();
  }

  /** Runs until the signal is aborted or the connection is unusable. */
  async run(signal: AbortSignal): Promise<RegistrarEnd | undefined> {
    const { clock, timing } = this.#options;
    let lastSent = Number.NEGATIVE_INFINITY;
    while (!signal.aborted && this.#end === undefined) {
      const next = this.#next(clock.monotonic());
      if (next.step === undefined) {
        await this.#wakeup.wait(clock, next.wait, signal);
        continue;
      }
      const wait = lastSent + timing.pace - clock.monotonic();
      if (wait > 0) {
        await clock.sleep(wait, signal).catch(() => undefined);
        continue;
      }
      await this.#perform(next.step, signal);
      lastSent = clock.monotonic();
    }
    return signal.aborted ? undefined : this.#end;
  }

  #next(now: number): { readonly step?: Step; readonly wait?: number } {
    const { wanted, timing } = this.#options;
    const { registrations, refused } = wanted();
    const possible = registrations.filter((registration) => !refused.has(nameOf(registration)));
    const best = possible.slice(0, this.#limit);
    const names = new Set(best.map(nameOf));
    const waits: number[] = [];
    const isDue = (name: string, at: number): boolean => {
      const due = Math.max(at, this.#postponed.get(name)?.until ?? 0);
      if (due > now) waits.push(due - now);
      return due <= now;
    };
    for (const [name, { registration, since }] of this.#registered) {
      if (names.has(name) || !isDue(name, since + timing.dwell)) continue;
      return { step: { isRegistration: false, registration } };
    }
    if (this.#registered.size < this.#limit) {
      const missing = best.find((one) => !this.#registered.has(nameOf(one)) && isDue(nameOf(one), 0));
      if (missing !== undefined) return { step: { isRegistration: true, registration: missing } };
    }
    return waits.length === 0 ? {} : { wait: Math.min(...waits) };
  }

  async #perform({ isRegistration, registration }: Step, signal: AbortSignal): Promise<void> {
    const { approvals, send, log } = this.#options;
    let key: string;
    try {
      key = await approvals.get(signal);
    } catch (error) {
      if (!signal.aborted) log.warn('There is no approval key', { error });
      this.#postpone(registration);
      return;
    }
    this.#asked.set(nameOf(registration), registration);
    const answered = this.#answerTo(registration, signal);
    send(command(key, isRegistration, registration));
    const answer = await answered;
    if (signal.aborted) return;
    if (answer === undefined) {
      if (!this.#options.isPaused()) this.#unanswered += 1;
      if (this.#unanswered >= MOST_UNANSWERED) this.#end ??= 'unanswered';
      this.#postpone(registration);
      return;
    }
    this.#unanswered = 0;
    this.#apply(answer, isRegistration, registration, key);
  }

  #answerTo(registration: Registration, signal: AbortSignal): Promise<Acknowledgement | undefined> {
    const { clock, timing } = this.#options;
    const ending = new AbortController();
    const answer = new Promise<Acknowledgement | undefined>((resolve) => {
      this.#pending = { name: nameOf(registration), settle: resolve };
      signal.addEventListener('abort', () => resolve(undefined), { signal: ending.signal });
      const late = () => resolve(undefined);
      clock.sleep(timing.acknowledgement, ending.signal).then(late, () => undefined);
    });
    return answer.finally(() => {
      this.#pending = undefined;
      ending.abort();
    });
  }

  #apply(
    answer: Acknowledgement,
    isRegistration: boolean,
    registration: Registration,
    approvalKey: string,
  ): void {
    const { approvals, wanted, log } = this.#options;
    const { code } = answer;
    switch (verdictOf(code)) {
      case 'registered':
        this.#refusedKeys = 0;
        if (isRegistration) this.#enter(registration, answer);
        return;
      case 'removed':
        this.#leave(registration);
        return;
      case 'full':
        this.#learnLimit(registration);
        return;
      case 'approval':
        approvals.invalidate(approvalKey);
        this.#refusedKeys += 1;
        if (this.#refusedKeys > 1) this.#end ??= 'approval';
        return;
      case 'refused':
        log.warn('KIS refuses a registration', { ...registration, code });
        // What cannot be removed does not exist.
        if (isRegistration) wanted().refused.set(nameOf(registration), code);
        else this.#leave(registration);
        return;
      case 'later':
        log.warn('KIS could not perform a command', { ...registration, code });
        this.#postpone(registration);
        return;
      case 'in-use':
      case 'app-key':
        return;
    }
  }

  #enter(registration: Registration, { cipher }: Acknowledgement): void {
    const name = nameOf(registration);
    const known = this.#registered.get(name);
    // The gateway does not repeat the key for an existing registration.
    const entry = { registration, since: this.#options.clock.monotonic(), cipher: cipher ?? known?.cipher };
    this.#registered.set(name, known === undefined ? entry : { ...entry, since: known.since });
    this.#postponed.delete(name);
    // A late answer shows that there is more room than it seemed.
    this.#limit = Math.max(this.#limit, this.#registered.size);
  }

  #leave(registration: Registration): void {
    this.#registered.delete(nameOf(registration));
    this.#postponed.delete(nameOf(registration));
    this.#options.onRemoved(registration);
  }

  #learnLimit(registration: Registration): void {
    // A session that permits no registration at all has another problem.
    if (this.#registered.size === 0) {
      this.#postpone(registration);
      return;
    }
    this.#limit = this.#registered.size;
    this.#options.log.warn('KIS permits no more registrations', { code: 'OPSP0008', limit: this.#limit });
  }

  #postpone(registration: Registration): void {
    const { clock, timing, random } = this.#options;
    const attempts = this.#postponed.get(nameOf(registration))?.attempts ?? 0;
    const until = clock.monotonic() + backoff(attempts, timing.retry, random);
    this.#postponed.set(nameOf(registration), { until, attempts: attempts + 1 });
  }
}
