import { describe, expect, it } from 'vitest';
import { BoundedStore } from './bounded-store.ts';
import { MemoryStore } from './memory-store.ts';
import type { Lease, TokenStore } from './store.ts';

const LIMIT = 30;

/** A store in memory whose calls can be delayed. */
function setup() {
  const memory = new MemoryStore();
  const held: (() => void)[] = [];
  const calls: string[] = [];
  let isHanging = false;
  const through = async <Value>(name: string, call: () => Promise<Value>): Promise<Value> => {
    calls.push(name);
    if (isHanging) await new Promise<void>((resolve) => held.push(resolve));
    return call();
  };
  const slow: TokenStore = {
    read: () => through('read', () => memory.read()),
    lastAttempt: () => through('lastAttempt', () => memory.lastAttempt()),
    tryAcquire: () => through('tryAcquire', () => memory.tryAcquire()),
    clear: () => through('clear', () => memory.clear()),
    describe: () => ({ kind: 'file', place: '/mnt/token' }),
    close: () => memory.close(),
  };
  const hang = () => {
    isHanging = true;
  };
  const goOn = () => {
    isHanging = false;
    for (const resume of held.splice(0)) resume();
  };
  return { store: new BoundedStore(slow, LIMIT), memory, calls, hang, goOn };
}

const silent = { code: 'store/unavailable', message: `/mnt/token does not answer within ${LIMIT} ms` };

describe('a store whose file system hangs', () => {
  it('fails after the time limit, and then at once until the call has returned', async () => {
    const { store, calls, hang, goOn } = setup();
    hang();
    await expect(store.read()).rejects.toMatchObject(silent);
    await expect(store.lastAttempt()).rejects.toMatchObject(silent);
    expect(calls).toEqual(['read']);
    goOn();
    await expect.poll(() => store.read().catch(() => 'fails')).toBeUndefined();
  });

  it('releases a lease that was granted too late', async () => {
    const { store, memory, hang, goOn } = setup();
    hang();
    await expect(store.tryAcquire()).rejects.toMatchObject(silent);
    goOn();
    let lease: Lease | undefined;
    await expect
      .poll(async () => {
        lease = await memory.tryAcquire();
        return lease;
      })
      .toBeDefined();
    await lease?.release();
  });
});
