import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { tokenStoreDegraded } from 'observer-metrics/observer';
import { describe, expect, it } from 'vitest';
import { totalOf } from '../telemetry/testing/samples.ts';
import { FallbackStore } from './fallback-store.ts';
import { MemoryStore } from './memory-store.ts';
import { type Lease, StoreError, type TokenStore } from './store.ts';
import { bench } from './testing/setup.ts';
import { Token } from './token.ts';

const token = new Token({ value: 'a-token', expiresAt: 2, issuedAt: 1 });

/** A store whose operations in `failing` fail as on a full or read-only disk. */
class FailingStore extends MemoryStore implements TokenStore {
  readonly failing = new Set<'read' | 'acquire' | 'commit' | 'record'>();

  override async read() {
    this.#check('read');
    return super.read();
  }

  override async tryAcquire(): Promise<Lease | undefined> {
    this.#check('acquire');
    const lease = await super.tryAcquire();
    if (lease === undefined) return undefined;
    return {
      generation: lease.generation,
      release: lease.release,
      commit: async (committed) => {
        this.#check('commit');
        return lease.commit(committed);
      },
      record: async (attempt) => {
        this.#check('record');
        return lease.record(attempt);
      },
    };
  }

  #check(step: 'read' | 'acquire' | 'commit' | 'record'): void {
    if (this.failing.has(step)) throw new StoreError('store/unavailable', `${step}: ENOSPC`);
  }
}

function setup(...failing: readonly ('read' | 'acquire' | 'commit' | 'record')[]) {
  const primary = new FailingStore();
  for (const step of failing) primary.failing.add(step);
  const changes: boolean[] = [];
  const store = new FallbackStore(primary, (isDegraded) => changes.push(isDegraded));
  const commit = async () => {
    const lease = await store.tryAcquire();
    await lease?.commit(token);
    await lease?.release();
  };
  return { primary, store, changes, commit };
}

describe('while the store cannot', () => {
  it.each([
    ['be written', ['commit', 'record']],
    ['be locked', ['acquire']],
    ['be read', ['read', 'acquire', 'commit', 'record']],
  ] as const)('%s, tokens stay in memory and are stored after it recovers', async (_, failing) => {
    const { primary, store, changes, commit } = setup(...failing);
    await commit();
    expect((await store.read())?.value).toBe(token.value);
    expect(changes).toEqual([true]);
    await store.recover();
    expect(store.isDegraded).toBe(true);

    primary.failing.clear();
    await store.recover();
    expect(changes).toEqual([true, false]);
    expect((await primary.read())?.value).toBe(token.value);
  });

  it('does not replace a later token that the store already has when it recovers', async () => {
    const { primary, store, commit } = setup('commit');
    await commit();
    primary.keep(new Token({ value: 'later', expiresAt: 3, issuedAt: 1 }));
    expect((await store.read())?.value).toBe('later');
    primary.failing.clear();
    await store.recover();
    expect((await primary.read())?.value).toBe('later');
  });
});

describe('a cache whose directory', () => {
  it.each([
    [
      'is open to others',
      async (directory: string) => {
        await mkdir(directory);
        await chmod(directory, 0o777);
      },
    ],
    ['is a file', (directory: string) => writeFile(directory, '')],
  ])('%s serves tokens, reports it, and recovers', async (_, injectFault) => {
    const { cache, clock, directory, simulator, store } = await bench();
    await injectFault(directory);
    const own = cache();
    const first = await own.get();
    expect((await own.get()).value).toBe(first.value);
    expect(own.isDegraded).toBe(true);
    expect(await totalOf(own.instruments, tokenStoreDegraded)).toBe(1);

    await rm(directory, { recursive: true });
    clock.pass(31_000);
    await expect.poll(() => own.isDegraded).toBe(false);
    expect(await totalOf(own.instruments, tokenStoreDegraded)).toBe(0);
    expect((await store().read())?.value).toBe(first.value);
    expect(simulator.journal.tokens.requests).toBe(1);
  });
});
