import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { Connections } from './connections.ts';

/** After the last response: how long a client has to read it and stop sending. */
const LINGER_MS = 500;

/** How much of what it still sends is read and dropped in that time. */
const LINGER_BYTES = 256 * 1024;

/** How many lines of one connection are parsed before other connections get a turn. */
const LINES_PER_TURN = 128;

/** More bytes of empty lines than this at once are an attack. */
const EMPTY_LINES_BYTES = 64;

const NOTHING = Buffer.alloc(0);
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Sits between a socket and Node's HTTP parser. Node parses everything that has arrived and queues a response
 * for each request in it, so a client that writes thousands of requests at once and reads nothing exhausts
 * the memory. This stream gives the parser one line at a time, hence at most one request, and nothing more
 * until the kernel has taken the whole response. The head of a request always ends with a line, and bodies
 * are never parsed.
 */
export class Connection extends Duplex {
  readonly #socket: Socket;
  readonly #connections: Connections;
  /** The parser is waiting for a line. */
  #isRead = false;
  #isAnswering = false;
  #isBegun = false;
  #isDetached = false;
  /** The client has sent everything it will. */
  #isEnded = false;
  #linesLeft = LINES_PER_TURN;
  #unreadBytes = 0;
  #discardedBytes = 0;
  /** Received and not parsed yet. The socket is read again only when this is used up. */
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
    // With a higher mark the stream would read ahead of the parser.
    super({ readableHighWaterMark: 0 });
    this.#socket = socket;
    this.#connections = connections;
    socket.on('readable', this.#onReadable);
    socket.on('end', this.#onEnd);
    socket.on('error', this.#onError);
    socket.on('close', this.#onClose);
    socket.on('timeout', this.#onTimeout);
    // Node's server stops listening once it stops parsing, and an unhandled error would end the process.
    this.on('error', () => undefined);
    connections.add(this);
  }

  get isAnswering(): boolean {
    return this.#isAnswering;
  }

  /** Whether anything has arrived since the last request. */
  get isBegun(): boolean {
    return this.#isBegun;
  }

  /** Bytes that the kernel has not taken yet. */
  get unreadBytes(): number {
    return this.#unreadBytes;
  }

  /** Nothing more is parsed until `endRequest`. */
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

  /** Answers bytes that are not a request, and ends the connection. */
  refuse(text: string): void {
    this.write(text);
    this.destroySoon();
  }

  /** Gives the socket away, together with what was received and not parsed. */
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

  /** Called by Node's server after the last response, as on a socket. */
  destroySoon(): void {
    if (this.#linger !== undefined || this.destroyed) return;
    // If the socket were closed with unread bytes, the kernel would reset the connection and the client lose its response.
    this.#linger = setTimeout(() => this.destroy(), LINGER_MS).unref();
    this.end();
    this.#feed();
  }

  /** Called by Node's server to set its time limits, as on a socket. */
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
      // With nothing buffered, a read detects that the client has gone.
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

/** A few may precede a request (RFC 9112, 2.2), but Node's parser would accept millions. */
function beginsWithEmptyLines(bytes: Buffer): boolean {
  for (let index = 0; index < EMPTY_LINES_BYTES; index += 1) {
    if (bytes[index] !== LINE_FEED && bytes[index] !== CARRIAGE_RETURN) return false;
  }
  return true;
}
