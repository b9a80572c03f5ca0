import { systemClock } from '../../clock.ts';
import { originOf } from '../../server-url.ts';
import type { Backend, Holder, Stored, StoredAttempt } from '../shared/backend.ts';
import { SharedStore, type SharedStoreOptions } from '../shared/shared-store.ts';
import type { StoreDescription } from '../store.ts';
import { RedisConnection } from './connection.ts';
import { ACQUIRE, COMMIT, EXTEND, LAST_ATTEMPT, RECORD, RELEASE } from './scripts.ts';

const TIMEOUT = 5_000;

/** People may want to see the last attempt after it no longer affects other processes. Milliseconds. */
const ATTEMPT_TTL = 86_400_000;

export interface RedisStoreOptions extends SharedStoreOptions {
  /** `redis://` or `rediss://`. */
  readonly url: string;
  /** For connecting, and for each command. */
  readonly timeoutMilliseconds?: number;
}

/** Stores tokens in Redis 5 or newer, or a compatible server. One server decides; no quorum is needed. */
export class RedisStore extends SharedStore {
  constructor(options: RedisStoreOptions) {
    super(options, (key) => new RedisBackend(options, key));
  }
}

class RedisBackend implements Backend {
  readonly #connection: RedisConnection;
  readonly #description: StoreDescription;
  readonly #keys: Readonly<Record<'value' | 'lease' | 'generation' | 'attempt', string>>;

  constructor(options: RedisStoreOptions, key: string) {
    const { url, clock = systemClock, timeoutMilliseconds = TIMEOUT } = options;
    const place = originOf(url);
    this.#connection = new RedisConnection({ url, clock, timeoutMilliseconds, place });
    // The braces put all keys of a script into one cluster slot.
    const name = (part: string) => `kis-token:{${key}}:${part}`;
    this.#keys = {
      value: name('value'),
      lease: name('lease'),
      generation: name('generation'),
      attempt: name('attempt'),
    };
    this.#description = { kind: 'redis', place: `${place} ${this.#keys.value}` };
  }

  async read(): Promise<Stored | undefined> {
    const [, digits = '', text = ''] = matched(
      /^(\d{1,16}):([\w-]+)$/,
      await this.#connection.get(this.#keys.value),
    );
    if (text === '') return undefined;
    return { generation: Number(digits), sealed: Buffer.from(text, 'base64url') };
  }

  async lastAttempt(): Promise<StoredAttempt | undefined> {
    const answer = await this.#connection.run(LAST_ATTEMPT, [this.#keys.attempt], []);
    const [, now, at, pause, text] = matched(/^(\d{1,16}) (\d{1,16}) (\d{1,16}) (.*)$/s, answer);
    if (text === undefined) return undefined;
    return { text, at: Number(at), pause: Number(pause), left: Number(at) + Number(pause) - Number(now) };
  }

  async acquire(nonce: string, ttl: number): Promise<number | undefined> {
    const { lease, generation } = this.#keys;
    const [digits] = matched(
      /^\d{1,16}$/,
      await this.#connection.run(ACQUIRE, [lease, generation], [nonce, ttl]),
    );
    return digits === undefined ? undefined : Number(digits);
  }

  async commit(
    holder: Holder,
    sealed: Buffer,
    { expiresAt, issuedAt }: { expiresAt: number; issuedAt: number },
  ): Promise<boolean> {
    const { generation, value } = this.#keys;
    const text = `${holder.generation}:${sealed.toString('base64url')}`;
    // The difference of two KIS times, so our clocks do not matter.
    const ttl = Math.max(1, Math.ceil(expiresAt - issuedAt));
    return (await this.#connection.run(COMMIT, [generation, value], [nameOf(holder), text, ttl])) === 1;
  }

  async record(holder: Holder, text: string, pause: number): Promise<boolean> {
    const { generation, attempt } = this.#keys;
    const ttl = Math.ceil(pause) + ATTEMPT_TTL;
    const args = [nameOf(holder), Math.ceil(pause), text, ttl];
    return (await this.#connection.run(RECORD, [generation, attempt], args)) === 1;
  }

  async extend({ nonce }: Holder, ttl: number): Promise<void> {
    await this.#connection.run(EXTEND, [this.#keys.lease], [nonce, ttl]);
  }

  async release({ nonce }: Holder): Promise<void> {
    await this.#connection.run(RELEASE, [this.#keys.lease], [nonce]);
  }

  async clear(): Promise<void> {
    await this.#connection.delete(this.#keys.value);
  }

  describe(): StoreDescription {
    return this.#description;
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}

function nameOf({ generation, nonce }: Holder): string {
  return `${generation}:${nonce}`;
}

/** The groups of an answer; none if it has another format or is missing. */
function matched(pattern: RegExp, answer: unknown): readonly (string | undefined)[] {
  return (typeof answer === 'string' ? pattern.exec(answer) : null) ?? [];
}
