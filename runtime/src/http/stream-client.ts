import type { WebSocket } from 'ws';
import type { MarketRecord } from '../record.ts';

export type Wants = (record: MarketRecord) => boolean;

/** How much may be buffered in the socket itself: closing it costs some microseconds per buffered frame. */
const SOCKET_BYTES = 16 * 1024;

/** How long a client has to read the close frame. */
const GOODBYE_MS = 1_000;

/** A stream client, and what it has not read yet. */
export class StreamClient {
  readonly wants: Wants;
  readonly #socket: WebSocket;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #isAlive = true;

  constructor(socket: WebSocket, wants: Wants) {
    this.#socket = socket;
    this.wants = wants;
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    socket.on('error', () => socket.terminate());
  }

  get unreadFrames(): number {
    return this.#waiting.length;
  }

  get unreadBytes(): number {
    return this.#waitingBytes + this.#socket.bufferedAmount;
  }

  send(frame: Buffer): void {
    this.#waiting.push(frame);
    this.#waitingBytes += frame.length;
    // Otherwise a frame is in flight, and its callback sends the next ones.
    if (this.#waiting.length === 1) this.#sendWaiting();
  }

  /** Pings the client, or closes its connection if it did not answer the previous ping. */
  ping(): void {
    if (!this.#isAlive) {
      this.#socket.terminate();
      return;
    }
    this.#isAlive = false;
    this.#socket.ping();
  }

  /** The close frame queues behind buffered data, so the connection is cut soon after in any case. */
  end(code: number, reason: string): void {
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#socket.close(code, reason);
    setTimeout(() => this.#socket.terminate(), GOODBYE_MS).unref();
  }

  readonly #sendWaiting = (): void => {
    let sent = 0;
    for (const frame of this.#waiting) {
      if (this.#socket.bufferedAmount >= SOCKET_BYTES) break;
      this.#socket.send(frame, { binary: false }, this.#sendWaiting);
      this.#waitingBytes -= frame.length;
      sent += 1;
    }
    this.#waiting.splice(0, sent);
  };
}
