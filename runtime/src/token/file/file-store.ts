import { rm } from 'node:fs/promises';
import { type Clock, systemClock } from '../../clock.ts';
import { codeOf } from '../../files/error-code.ts';
import type { RenameOptions } from '../../files/rename.ts';
import { syncDirectory } from '../../files/write-file.ts';
import { type GenerationLease, GenerationLeases, OvertakenError } from '../../lease/generation-lease.ts';
import { GENERATIONS } from '../../lease/generations.ts';
import type { Account } from '../../protocol/account.ts';
import { attemptText, type Parsed, parseAttempt, parseToken, tokenText } from '../format.ts';
import type { Attempt, Lease, StoreDescription, TokenStore } from '../store.ts';
import { StoreError } from '../store.ts';
import type { Token } from '../token.ts';
import { unavailable } from '../unavailable.ts';
import { parseLegacy } from './legacy-file.ts';
import { type StorePaths, storePaths } from './paths.ts';
import { ensurePrivateDirectory, type PrivacyOptions } from './privacy.ts';
import { quarantine } from './quarantine.ts';
import { readPrivateFile } from './read-file.ts';

/** Three times the timeout of a token request. */
const LEASE_TTL = 30_000;

export interface FileStoreOptions {
  readonly directory: string;
  readonly account: Account;
  readonly allowGroup?: boolean;
  readonly clock?: Clock;
  readonly leaseTtlMilliseconds?: number;
  readonly rename?: RenameOptions;
}

/** Tokens in a private directory, for all processes of one machine, or of one volume that is mounted once. */
export class FileStore implements TokenStore {
  readonly paths: StorePaths;
  readonly #account: Account;
  readonly #privacy: PrivacyOptions;
  readonly #clock: Clock;
  readonly #leases: GenerationLeases;
  #legacy: { readonly token: Token | undefined } | undefined;

  constructor(options: FileStoreOptions) {
    const { account, clock = systemClock, allowGroup = false } = options;
    this.paths = storePaths(options.directory, account);
    this.#account = account;
    this.#clock = clock;
    this.#privacy = { allowGroup };
    this.#leases = new GenerationLeases({
      directory: this.paths.leases,
      clock,
      ttl: options.leaseTtlMilliseconds ?? LEASE_TTL,
      directoryMode: allowGroup ? 0o770 : 0o700,
      fileMode: allowGroup ? 0o660 : 0o600,
      ...(options.rename === undefined ? {} : { rename: options.rename }),
    });
  }

  async read(): Promise<Token | undefined> {
    const found = await this.#readToken();
    if (found?.kind === 'value') return found.value;
    return found === undefined ? this.#readLegacy() : undefined;
  }

  async lastAttempt(): Promise<Attempt | undefined> {
    const found = await readPrivateFile(this.paths.attempt, this.#privacy);
    if (found.kind !== 'text') return undefined;
    const parsed = parseAttempt(found.text, this.paths.key);
    return parsed.kind === 'value' ? parsed.value : undefined;
  }

  async tryAcquire(): Promise<Lease | undefined> {
    await ensurePrivateDirectory(this.paths.directory, this.#privacy);
    await ensurePrivateDirectory(this.paths.leases, this.#privacy);
    const lease = await this.#leases
      .tryAcquire(() => this.#storedGeneration())
      .catch((error: unknown) => {
        // Something removed the claim or its directory. The next attempt sees the current state.
        if (codeOf(error) === 'ENOENT') return undefined;
        throw unavailable(`Cannot take a lease in ${this.paths.leases}`, error);
      });
    return lease === undefined ? undefined : this.#leaseOf(lease);
  }

  async clear(): Promise<void> {
    await rm(this.paths.token, { force: true }).catch((error: unknown) => {
      throw unavailable(`${this.paths.token} cannot be removed`, error);
    });
  }

  describe(): StoreDescription {
    return { kind: 'file', place: this.paths.token };
  }

  async close(): Promise<void> {}

  #leaseOf(lease: GenerationLease): Lease {
    const replace = async (path: string, text: string) => {
      try {
        await lease.replace(path, text);
        await syncDirectory(this.paths.directory);
      } catch (error) {
        if (error instanceof OvertakenError) throw new StoreError('store/overtaken', error.message);
        throw unavailable(`${path} cannot be written`, error);
      }
    };
    return {
      generation: lease.generation,
      commit: async (token) => {
        const committed = token.withGeneration(lease.generation);
        const present = await this.#readToken();
        if (present?.kind === 'corrupt') await quarantine(this.paths.token, lease.generation);
        if (present?.kind === 'value' && present.value.generation > lease.generation) {
          throw new StoreError('store/overtaken', 'The stored token has a later generation');
        }
        await replace(this.paths.token, tokenText(committed, this.paths.key));
        return committed;
      },
      record: (attempt) => replace(this.paths.attempt, attemptText(attempt, this.paths.key)),
      release: () => lease.release(),
    };
  }

  /** Undefined if there is no file. */
  async #readToken(): Promise<Parsed<Token> | undefined> {
    const found = await readPrivateFile(this.paths.token, this.#privacy);
    if (found.kind === 'missing') return undefined;
    if (found.kind === 'corrupt') return found;
    const parsed = parseToken(found.text, this.#reader);
    const isPlanted = parsed.kind === 'value' && parsed.value.generation >= GENERATIONS;
    return isPlanted ? { kind: 'corrupt', why: 'nobody counts to its generation' } : parsed;
  }

  /** Reads the Python observer's file once and leaves it as it is: that observer may still run. */
  async #readLegacy(): Promise<Token | undefined> {
    if (this.#legacy === undefined) {
      const found = await readPrivateFile(this.paths.legacy, { ...this.#privacy, isModeIgnored: true }).catch(
        () => undefined,
      );
      this.#legacy = { token: found?.kind === 'text' ? parseLegacy(found.text, this.#reader) : undefined };
    }
    return this.#legacy.token;
  }

  async #storedGeneration(): Promise<number> {
    const found = await this.#readToken();
    return found?.kind === 'value' ? found.value.generation : 0;
  }

  get #reader() {
    const { appKey, longestLifetime } = this.#account;
    return { key: this.paths.key, appKey, now: this.#clock.now(), longest: longestLifetime };
  }
}
