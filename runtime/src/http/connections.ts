import { atMostEvery } from '../telemetry/at-most-every.ts';
import { type Log, silentLog } from '../telemetry/log.ts';

export interface ConnectionLimits {
  readonly connections: number;
  /** Bytes of responses that clients have not read, over all connections. */
  readonly unreadBytes: number;
}

/** What is known here of a connection. */
interface OpenConnection {
  /** Bytes of responses that its client has not read. */
  readonly unreadBytes: number;
  destroy(): void;
}

/** Between two log lines about closed connections. */
const LOG_INTERVAL_MS = 60_000;

/**
 * All connections of the server. If there are too many, or too much is unread, the connection that has been
 * idle longest is closed. New connections are always accepted, so an attack cannot keep a health check out.
 */
export class Connections {
  readonly #limits: ConnectionLimits;
  readonly #log: Log;
  /** The longest idle one comes first. */
  readonly #waiting = new Set<OpenConnection>();
  readonly #deferred: (() => void)[] = [];
  #turn: NodeJS.Immediate | undefined;
  #unreadBytes = 0;
  #cut = 0;
  readonly #isDue = atMostEvery(LOG_INTERVAL_MS);

  constructor(limits: ConnectionLimits, log: Log = silentLog) {
    this.#limits = limits;
    this.#log = log;
  }

  add(connection: OpenConnection): void {
    this.#waiting.add(connection);
    while (this.#waiting.size > this.#limits.connections) {
      const [longest] = this.#waiting;
      if (longest === undefined) return;
      this.#cutOff(longest, 'too many connections');
    }
  }

  /**
   * A request has begun or ended. Single bytes do not count, because a client that only occupies a connection
   * sends those, too.
   */
  touch(connection: OpenConnection): void {
    if (this.#waiting.delete(connection)) this.#waiting.add(connection);
  }

  remove(connection: OpenConnection): void {
    this.#waiting.delete(connection);
  }

  addUnread(connection: OpenConnection, bytes: number): void {
    this.#unreadBytes += bytes;
    if (bytes <= 0) return;
    for (const other of this.#waiting) {
      if (this.#unreadBytes <= this.#limits.unreadBytes) return;
      if (other !== connection && other.unreadBytes > 0) this.#cutOff(other, 'too much that nobody reads');
    }
  }

  /**
   * Schedules work for a client that sends without a pause, one piece for each turn of the event loop. A turn accepts one
   * connection, so a health check waits as many turns as connections are queued before it, and turns have to be short.
   */
  defer(work: () => void): void {
    this.#deferred.push(work);
    this.#turn ??= setImmediate(this.#work);
  }

  readonly #work = (): void => {
    this.#turn = undefined;
    this.#deferred.shift()?.();
    if (this.#deferred.length > 0) this.#turn ??= setImmediate(this.#work);
  };

  closeAll(): void {
    for (const connection of this.#waiting) connection.destroy();
  }

  #cutOff(connection: OpenConnection, reason: string): void {
    this.#waiting.delete(connection);
    connection.destroy();
    this.#cut += 1;
    if (!this.#isDue()) return;
    this.#log.warn('Connections are cut to protect the server', { reason, cutSinceLastLine: this.#cut });
    this.#cut = 0;
  }
}
