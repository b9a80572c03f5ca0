import type { Clock } from '../../clock.ts';
import { TimeLimit } from '../shared/time-limit.ts';
import { unavailable } from '../unavailable.ts';

/** The part of the driver's client that we use. */
interface Client {
  sendCommand(command: string[]): Promise<unknown>;
  destroy(): void;
}

export interface RedisConnectionOptions {
  readonly url: string;
  /** The address, safe to print. */
  readonly place: string;
  readonly clock: Clock;
  /** For connecting, and for each command. */
  readonly timeoutMilliseconds: number;
}

/**
 * A connection that is opened on demand and reopened after it broke. It does not reconnect in the background:
 * a cache that has its token needs no server.
 */
export class RedisConnection {
  readonly #options: RedisConnectionOptions;
  readonly #timeLimit: TimeLimit;
  #client: Promise<Client> | undefined;

  constructor(options: RedisConnectionOptions) {
    this.#options = options;
    this.#timeLimit = new TimeLimit(options.clock, options.timeoutMilliseconds, options.place);
  }

  get(key: string): Promise<unknown> {
    return this.#send(['GET', key]);
  }

  delete(key: string): Promise<unknown> {
    return this.#send(['DEL', key]);
  }

  /** Runs a script atomically. */
  run(script: string, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    return this.#send(['EVAL', script, String(keys.length), ...keys, ...args.map(String)]);
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    (await client?.catch(() => undefined))?.destroy();
  }

  async #send(command: string[]): Promise<unknown> {
    try {
      return await this.#timeLimit.bound(async () => {
        this.#client ??= this.#connect();
        return (await this.#client).sendCommand(command);
      });
    } catch (error) {
      // Whatever the error was, the next command starts on a fresh connection.
      this.close().catch(() => undefined);
      throw unavailable(`${this.#options.place} cannot be used`, error);
    }
  }

  async #connect(): Promise<Client> {
    const { url, timeoutMilliseconds } = this.#options;
    // Loaded here so that only those who use this store load it.
    const redis = await import('redis');
    const client = redis.createClient({
      url,
      RESP: 2,
      disableOfflineQueue: true,
      socket: { connectTimeout: timeoutMilliseconds, reconnectStrategy: false },
    });
    // The pending command is rejected. Without a listener, the event would end the process.
    client.on('error', () => this.#forget(client));
    client.on('end', () => this.#forget(client));
    try {
      await client.connect();
    } catch (error) {
      if (client.isOpen) client.destroy();
      throw error;
    }
    // An idle cache must not keep the process alive.
    client.unref();
    return client;
  }

  #forget(client: Client): void {
    const present = this.#client;
    present?.then(
      (connected) => {
        if (connected === client && this.#client === present) this.#client = undefined;
      },
      () => undefined,
    );
  }
}
