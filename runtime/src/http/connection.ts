import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { Connections } from './connections.ts';

/** How long a client has to read why its connection ends, and to stop sending. Milliseconds. */
const LINGER_MS = 500;

/** How much of what a client goes on sending is read meanwhile: more is no misunderstanding. */
const LINGER_BYTES = 256 * 1024;

/** How many lines of one connection are parsed before others get their turn. */
const LINES_PER_TURN = 128;

/** So many bytes of empty lines at once are an attack. */
const EMPTY_LINES_BYTES = 64;

const NOTHING = Buffer.alloc(0);
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

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
  /** The client sends nothing more. */
  #isEnded = false;
  #linesLeft = LINES_PER_TURN;
  #unreadBytes = 0;
  #discardedBytes = 0;
  /** What has come and is not parsed. The socket reads on only when it is used up. */
  #received: Buffer = NOTHING;
  #linger: NodeJS.Timeout | undefined;

  readonly #onReadable = () => this.#feed();
  readonly #onEnd = () => {
    this.#isEnded = true;
    this.#feed();
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
    this.#connections.defer(() => {
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
    if (this.#received.length > 0) this.#socket.unshift(this.#received);
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
      this.#discardedBytes += this.#socket.read()?.length ?? 0;
      if (this.#discardedBytes > LINGER_BYTES) this.destroy();
      return;
    }
    const isPaused = !this.#isRead || this.#isAnswering || this.#linesLeft === 0;
    if (this.#received.length === 0) {
      // Where nothing waits, a read shows whether the client has gone.
      if (isPaused && this.#socket.readableLength > 0) return;
      this.#received = this.#socket.read() ?? NOTHING;
    }
    if (this.#received.length === 0 && this.#isEnded) this.push(null);
    if (isPaused || this.#received.length === 0) return;
    if (!this.#isBegun && beginsWithEmptyLines(this.#received)) {
      this.destroy();
      return;
    }
    const length = this.#received.indexOf(LINE_FEED) + 1 || this.#received.length;
    const line = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    this.#isRead = false;
    this.#isBegun = true;
    this.#takeTurn();
    this.push(line);
  }

  #takeTurn(): void {
    this.#linesLeft -= 1;
    if (this.#linesLeft > 0) return;
    this.#connections.defer(() => {
      this.#linesLeft = LINES_PER_TURN;
      this.#feed();
    });
  }
}

/** A few before a request are permitted (RFC 9112, 2.2), and Node's parser would read them by the million. */
function beginsWithEmptyLines(bytes: Buffer): boolean {
  for (let index = 0; index < EMPTY_LINES_BYTES; index += 1) {
    if (bytes[index] !== LINE_FEED && bytes[index] !== CARRIAGE_RETURN) return false;
  }
  return true;
}
