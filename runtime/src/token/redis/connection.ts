import type { Clock } from '../../clock.ts';
import { Patience } from '../shared/patience.ts';
import { unavailable } from '../shared/server-error.ts';

/** What is used of the driver's client. */
interface Client {
  sendCommand(command: string[]): Promise<unknown>;
  destroy(): void;
}

export interface RedisConnectionOptions {
  readonly url: string;
  /** The address in words that may be printed. */
  readonly place: string;
  readonly clock: Clock;
  /** Of connecting, and of each command. */
  readonly timeoutMilliseconds: number;
}

/**
 * A connection that is made when it is needed and made anew after it broke. It is not mended in the background: a cache
 * that has its token needs no server, and asks again when it wants one.
 */
export class RedisConnection {
  readonly #options: RedisConnectionOptions;
  readonly #patience: Patience;
  #client: Promise<Client> | undefined;

  constructor(options: RedisConnectionOptions) {
    this.#options = options;
    this.#patience = new Patience(options.clock, options.timeoutMilliseconds, options.place);
  }

  get(key: string): Promise<unknown> {
    return this.#send(['GET', key]);
  }

  delete(key: string): Promise<unknown> {
    return this.#send(['DEL', key]);
  }

  /** Runs a script as one step. */
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
      return await this.#patience.bound(async () => {
        this.#client ??= this.#connect();
        return (await this.#client).sendCommand(command);
      });
    } catch (error) {
      // Whatever it was, the next command begins with a connection whose state is known.
      this.close().catch(() => undefined);
      throw unavailable(this.#options.place, error);
    }
  }

  async #connect(): Promise<Client> {
    const { url, timeoutMilliseconds } = this.#options;
    // Loaded by those who have such a store, and not by all who have a cache.
    const redis = await import('redis');
    const client = redis.createClient({
      url,
      RESP: 2,
      disableOfflineQueue: true,
      socket: { connectTimeout: timeoutMilliseconds, reconnectStrategy: false },
    });
    // The command that is under way is rejected; an event without a listener would end the process.
    client.on('error', () => this.#forget(client));
    client.on('end', () => this.#forget(client));
    try {
      await client.connect();
    } catch (error) {
      if (client.isOpen) client.destroy();
      throw error;
    }
    // A cache that nobody waits for keeps no process alive.
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
