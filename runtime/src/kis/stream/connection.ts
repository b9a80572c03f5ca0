import { type RawData, WebSocket } from 'ws';
import type { Clock } from '../../clock.ts';
import { networkReason } from '../../protocol/http-answer.ts';

/** How a connection ended. */
export type ConnectionEnd =
  /** The connection could not be established. */
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'lost'; readonly reason: string }
  /** Nothing arrived for too long. Half-open connections happen, and nobody closes them. [seen] */
  | { readonly kind: 'silent' };

export interface ConnectionOptions {
  readonly url: string;
  readonly clock: Clock;
  /** The connection is abandoned after this many milliseconds without a message. */
  readonly silenceMilliseconds: number;
  readonly handshakeMilliseconds: number;
  readonly onOpen: () => void;
  readonly onText: (text: string) => void;
  /** Called once. */
  readonly onEnd: (end: ConnectionEnd) => void;
}

/** Frames may exceed 8 KB [seen], but not by far. */
const LARGEST_MESSAGE = 1024 * 1024;

/** How often the silence is checked within its limit. */
const LOOKS = 6;

/**
 * One connection to the gateway: a plain WebSocket that answers none of our pings, so silence must be
 * detected.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #websocket: WebSocket;
  readonly #stopWatching: () => void;
  #lastInbound: number;
  #isSuspicious = false;
  #isOpen = false;
  #end: ConnectionEnd | undefined;

  constructor(options: ConnectionOptions) {
    const { url, clock, silenceMilliseconds, handshakeMilliseconds } = options;
    this.#options = options;
    this.#lastInbound = clock.monotonic();
    this.#websocket = new WebSocket(url, {
      perMessageDeflate: false,
      maxPayload: LARGEST_MESSAGE,
      handshakeTimeout: handshakeMilliseconds,
      // Invalid text becomes an unreadable field and is counted there.
      skipUTF8Validation: true,
    });
    this.#websocket.on('open', () => {
      this.#isOpen = true;
      this.#noteInbound();
      options.onOpen();
    });
    this.#websocket.on('message', (data) => {
      this.#noteInbound();
      options.onText(textOf(data));
    });
    this.#websocket.on('ping', () => this.#noteInbound());
    this.#websocket.on('error', (error) => {
      this.#end ??= this.#failed(reasonOf(error));
    });
    this.#websocket.on('close', (code) => {
      this.#stopWatching();
      options.onEnd(this.#end ?? this.#failed(`closed with ${code}`));
    });
    this.#stopWatching = clock.every(silenceMilliseconds / LOOKS, () => this.#watch());
  }

  get isPaused(): boolean {
    return this.#websocket.isPaused;
  }

  send(text: string): void {
    if (this.#websocket.readyState === WebSocket.OPEN) this.#websocket.send(text, () => undefined);
  }

  /** Answers a PINGPONG. Some clients echo its text, the official one sends it as a pong. Both are harmless. */
  answerPing(text: string): void {
    if (this.#websocket.readyState !== WebSocket.OPEN) return;
    this.#websocket.send(text, () => undefined);
    // A control frame holds 125 bytes.
    this.#websocket.pong(Buffer.from(text, 'utf8').subarray(0, 125), true, () => undefined);
  }

  /** Stops reading from the socket, so TCP slows down the gateway. Messages in flight still arrive. */
  pause(): void {
    this.#websocket.pause();
  }

  resume(): void {
    this.#noteInbound();
    this.#websocket.resume();
  }

  /**
   * Closes the connection after pending data is sent, at the latest after this many milliseconds. `onEnd`
   * follows.
   */
  close(milliseconds: number): void {
    if (this.#websocket.readyState === WebSocket.CLOSED) return;
    this.#websocket.resume();
    this.#websocket.close(1000);
    const timer = setTimeout(() => this.#websocket.terminate(), milliseconds);
    this.#websocket.once('close', () => clearTimeout(timer));
  }

  #noteInbound(): void {
    this.#lastInbound = this.#options.clock.monotonic();
    this.#isSuspicious = false;
  }

  #watch(): void {
    const { clock, silenceMilliseconds } = this.#options;
    // A paused reader cannot tell whether there is silence.
    if (this.isPaused || clock.monotonic() - this.#lastInbound < silenceMilliseconds) return;
    // A process that was busy for long has not read what arrived in the meantime, so it checks once more.
    if (!this.#isSuspicious) {
      this.#isSuspicious = true;
      return;
    }
    this.#end ??= { kind: 'silent' };
    this.#websocket.terminate();
  }

  #failed(reason: string): ConnectionEnd {
    return { kind: this.#isOpen ? 'lost' : 'unreachable', reason };
  }
}

function reasonOf(error: Error): string {
  const [, status] = /^Unexpected server response: (\d{3})$/.exec(error.message) ?? [];
  return status === undefined ? networkReason(error) : `HTTP ${status}`;
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString('utf8');
}
