import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { Connections } from './connections.ts';

/** How long a client has to read why its connection ends, and to stop sending. Milliseconds. */
const LINGER_MS = 500;

/** How many lines of one connection are parsed before others get their turn. */
const LINES_PER_TURN = 128;

const LINE_FEED = 10;

/**
 * Stands between a socket and Node's HTTP parser, which parses whatever has arrived and queues an answer for each request in
 * it: a client that writes thousands of requests at once and reads nothing would take all the memory. Here the parser gets a
 * line at a time, so at most one request, and then nothing until the kernel has taken the whole answer. No head of a request
 * ends within a line, and a body is never parsed.
 */
export class Connection extends Duplex {
  readonly #socket: Socket;
  readonly #connections: Connections;
  /** The parser waits for a line. */
  #isRead = false;
  #isAnswering = false;
  #isBegun = false;
  #isDetached = false;
  #linesLeft = LINES_PER_TURN;
  #unreadBytes = 0;
  #linger: NodeJS.Timeout | undefined;

  readonly #onReadable = () => this.#feed();
  readonly #onEnd = () => {
    if (this.#linger === undefined) this.push(null);
  };
  readonly #onError = (error: Error) => this.destroy(error);
  readonly #onClose = () => this.destroy();
  readonly #onTimeout = () => this.emit('timeout');

  constructor(socket: Socket, connections: Connections) {
    // With a mark above 0 a line would be read before the parser has asked for it.
    super({ readableHighWaterMark: 0 });
    this.#socket = socket;
    this.#connections = connections;
    socket.on('readable', this.#onReadable);
    socket.on('end', this.#onEnd);
    socket.on('error', this.#onError);
    socket.on('close', this.#onClose);
    socket.on('timeout', this.#onTimeout);
    // Node's server listens only as long as it parses, and an error that nobody hears would end the process.
    this.on('error', () => undefined);
    connections.add(this);
  }

  get isAnswering(): boolean {
    return this.#isAnswering;
  }

  /** Whether something has come since the last request. */
  get isBegun(): boolean {
    return this.#isBegun;
  }

  /** Bytes that wait for the client. */
  get unreadBytes(): number {
    return this.#unreadBytes;
  }

  /** From here on nothing more is parsed, until `endRequest`. */
  beginRequest(): void {
    this.#isAnswering = true;
    this.#connections.touch(this);
  }

  endRequest(): void {
    this.#isBegun = false;
    this.#connections.touch(this);
    // Clients that send requests without a pause take turns.
    setImmediate(() => {
      this.#isAnswering = false;
      this.#feed();
    });
  }

  /** Writes what is no answer to a request, and ends. */
  refuse(text: string): void {
    this.write(text);
    this.destroySoon();
  }

  /** Gives the socket away, with everything that has come and was not parsed. */
  detach(): Socket {
    this.#isDetached = true;
    this.#socket
      .off('readable', this.#onReadable)
      .off('end', this.#onEnd)
      .off('error', this.#onError)
      .off('close', this.#onClose)
      .off('timeout', this.#onTimeout);
    this.destroy();
    return this.#socket;
  }

  /** Node's server calls it after the last answer, as it would with a socket. */
  destroySoon(): void {
    if (this.#linger !== undefined || this.destroyed) return;
    // Closed with something unread, the kernel would reset the connection, and the client lose its answer.
    this.#linger = setTimeout(() => this.destroy(), LINGER_MS).unref();
    this.end();
    this.#feed();
  }

  /** Node's server sets its time limits by it. */
  setTimeout(milliseconds: number): this {
    this.#socket.setTimeout(milliseconds);
    return this;
  }

  override _read(): void {
    this.#isRead = true;
    this.#feed();
  }

  override _write(chunk: Buffer, _: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.#wait(chunk.length);
    this.#socket.write(chunk, (error) => {
      if (!this.destroyed) this.#wait(-chunk.length);
      callback(error);
    });
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.#socket.end(() => callback());
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    clearTimeout(this.#linger);
    this.#wait(-this.#unreadBytes);
    this.#connections.remove(this);
    if (!this.#isDetached) this.#socket.destroy();
    callback(error);
  }

  #wait(bytes: number): void {
    this.#unreadBytes += bytes;
    this.#connections.addUnread(this, bytes);
  }

  #feed(): void {
    if (this.destroyed) return;
    if (this.#linger !== undefined) {
      while (this.#socket.read() !== null);
      return;
    }
    const isPaused = !this.#isRead || this.#isAnswering || this.#linesLeft === 0;
    // Where nothing waits, a read shows whether the client has gone.
    if (isPaused && this.#socket.readableLength > 0) return;
    const received: Buffer | null = this.#socket.read();
    if (received === null) return;
    const length = received.indexOf(LINE_FEED) + 1 || received.length;
    if (length < received.length) this.#socket.unshift(received.subarray(length));
    this.#isRead = false;
    this.#isBegun = true;
    this.#takeTurn();
    this.push(received.subarray(0, length));
  }

  #takeTurn(): void {
    this.#linesLeft -= 1;
    if (this.#linesLeft > 0) return;
    setImmediate(() => {
      this.#linesLeft = LINES_PER_TURN;
      this.#feed();
    });
  }
}
