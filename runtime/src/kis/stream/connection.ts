import { type RawData, WebSocket } from 'ws';
import type { Clock } from '../../clock.ts';
import { networkReason } from '../../protocol/http-answer.ts';

/** How a connection ended. */
export type ConnectionEnd =
  /** It did not come about. */
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'lost'; readonly reason: string }
  /** Nothing came for too long. Half-open connections happen, and nobody closes them. [seen] */
  | { readonly kind: 'silent' };

export interface ConnectionOptions {
  readonly url: string;
  readonly clock: Clock;
  /** After so many milliseconds without any message it is given up. */
  readonly silenceMilliseconds: number;
  readonly handshakeMilliseconds: number;
  readonly onOpen: () => void;
  readonly onText: (text: string) => void;
  /** Once. */
  readonly onEnd: (end: ConnectionEnd) => void;
}

/** Frames may have more than 8 KB [seen]; what is far larger is none. */
const LARGEST_MESSAGE = 1024 * 1024;

/** Looks at the silence within the time that makes it too long. */
const LOOKS = 6;

/** One connection to the gateway: a plain WebSocket that answers no pings of ours, so that silence has to be watched. */
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
      // What is no text becomes a field that cannot be read, and is counted there.
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

  /** Answers a PINGPONG: some clients echo its text, the official one sends it as a pong. Both are harmless. */
  answerPing(text: string): void {
    if (this.#websocket.readyState !== WebSocket.OPEN) return;
    this.#websocket.send(text, () => undefined);
    // A control frame holds 125 bytes.
    this.#websocket.pong(Buffer.from(text, 'utf8').subarray(0, 125), true, () => undefined);
  }

  /** Takes no more from the socket: the gateway is slowed down by TCP. Messages under way still arrive. */
  pause(): void {
    this.#websocket.pause();
  }

  resume(): void {
    this.#noteInbound();
    this.#websocket.resume();
  }

  /** Ends it after what was sent, at the latest after so many milliseconds. `onEnd` follows. */
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
    // Who does not listen cannot say that it is silent.
    if (this.isPaused || clock.monotonic() - this.#lastInbound < silenceMilliseconds) return;
    // A process that was busy for long has not read what came meanwhile: it looks once more.
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
