import type { Clock } from '../../clock.ts';
import type { Log } from '../../telemetry/log.ts';
import { KisError } from '../errors.ts';
import type { Approvals } from './approvals.ts';
import type { Cipher } from './cipher.ts';
import { Connection, type ConnectionEnd } from './connection.ts';
import { parseControl, type Registration } from './control.ts';
import type { StreamTiming } from './options.ts';
import { type DesiredRegistrations, Registrar, type RegistrarEnd } from './registrar.ts';

export type SessionEnd =
  | { readonly kind: 'retry'; readonly reason: string }
  /** Another session uses the app key, possibly for long. */
  | { readonly kind: 'in-use'; readonly reason: string }
  /** A retry will not help. */
  | { readonly kind: 'stop'; readonly reason: string; readonly error: KisError };

export interface SessionOptions {
  readonly url: string;
  readonly timing: StreamTiming;
  readonly clock: Clock;
  readonly log: Log;
  readonly approvals: Approvals;
  readonly random: () => number;
  readonly maximumRegistrations: number;
  readonly wanted: () => DesiredRegistrations;
  readonly isPaused: () => boolean;
  readonly onOpen: () => void;
  readonly onMessage: () => void;
  /** The first data, or the first PINGPONG: the connection works. */
  readonly onAlive: (isData: boolean) => void;
  readonly onFrame: (text: string) => void;
  readonly onRemoved: (registration: Registration) => void;
}

const BRACE = 123;

/** One connection from opening to end, with its registrations. The next connection reuses nothing of it. */
export class Session {
  readonly #options: SessionOptions;
  readonly #registrar: Registrar;
  #connection: Connection | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#registrar = new Registrar({ ...options, send: (text) => this.#connection?.send(text) });
  }

  get registered(): readonly Registration[] {
    return this.#registrar.registered;
  }

  get limit(): number {
    return this.#registrar.limit;
  }

  cipherOf(transactionId: string): Cipher | undefined {
    return this.#registrar.cipherOf(transactionId);
  }

  changed(): void {
    this.#registrar.changed();
  }

  pause(): void {
    this.#connection?.pause();
  }

  resume(): void {
    this.#connection?.resume();
  }

  /** Resolves when the connection has ended, by itself or because the signal is aborted. */
  async run(signal: AbortSignal): Promise<SessionEnd> {
    const { url, clock, timing, onOpen } = this.#options;
    const ending = new AbortController();
    let verdict: RegistrarEnd | undefined;
    const end = await new Promise<ConnectionEnd>((resolve) => {
      const connection = new Connection({
        url,
        clock,
        silenceMilliseconds: timing.silence,
        handshakeMilliseconds: timing.handshake,
        onOpen: () => {
          onOpen();
          void this.#registrar.run(ending.signal).then((reason) => {
            verdict = reason;
            connection.close(timing.close);
          });
        },
        onText: (text) => this.#receive(text, connection),
        onEnd: resolve,
      });
      this.#connection = connection;
      const close = () => {
        ending.abort();
        connection.close(timing.close);
      };
      if (signal.aborted) close();
      signal.addEventListener('abort', close, { signal: ending.signal });
    });
    ending.abort();
    return endOf(verdict, end);
  }

  #receive(text: string, connection: Connection): void {
    const { onMessage, onAlive, onFrame, log } = this.#options;
    onMessage();
    if (text.charCodeAt(0) !== BRACE) {
      onAlive(true);
      onFrame(text);
      return;
    }
    const control = parseControl(text);
    if (control.kind === 'ping') {
      onAlive(false);
      connection.answerPing(text);
    } else if (control.kind === 'acknowledgement') this.#registrar.acknowledge(control);
    else log.warn('A message of the gateway is unreadable', { length: text.length });
  }
}

function endOf(verdict: RegistrarEnd | undefined, end: ConnectionEnd): SessionEnd {
  switch (verdict) {
    case 'in-use':
      return { kind: 'in-use', reason: 'another session has the app key (OPSP8996)' };
    case 'app-key': {
      const error = new KisError('kis/refused', 'KIS refuses the app key on the stream: OPSP9994', {
        errorClass: 'fatal',
        kisCode: 'OPSP9994',
      });
      return { kind: 'stop', reason: error.code, error };
    }
    case 'approval':
      return { kind: 'retry', reason: 'two approval keys were not taken (OPSP0011)' };
    case 'unanswered':
      return { kind: 'retry', reason: 'commands are not answered' };
    case undefined:
      return { kind: 'retry', reason: end.kind === 'silent' ? 'nothing came for too long' : end.reason };
  }
}
