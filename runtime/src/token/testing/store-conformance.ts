import { setTimeout as delay } from 'node:timers/promises';
import { signedToken } from 'kis-simulator';
import { releaseAfterwards } from 'test-support/release';
import { expect, it } from 'vitest';
import { type Clock, systemClock } from '../../clock.ts';
import { Account } from '../../protocol/account.ts';
import { Cooldowns } from '../cooldown.ts';
import type { Attempt, Lease, TokenStore } from '../store.ts';
import { Token } from '../token.ts';

const HOUR = 3_600_000;

/** How long leases last in these tests: long enough for a slow machine. Milliseconds. */
export const LEASE_TTL = 1_000;

/** A place that the stores of several processes share. */
export interface SharedPlace {
  /** A store as another process would have it. Stores of the same account share tokens. */
  open(account?: Account, clock?: Clock): TokenStore;
  /** Whether the store measures time by its own clock. */
  readonly hasClock: boolean;
  /**
   * Ends a process without releasing its lease. Undefined if a holder cannot die without its waiters, because
   * they are one process.
   */
  readonly die?: (store: TokenStore) => Promise<void>;
  /**
   * Everything that is stored, as seen by somebody with access to the place but not to the secret; undefined
   * if there is no such person.
   */
  readonly everything?: () => Promise<string>;
}

export const account = new Account({
  appKey: 'PSconformance-key',
  appSecret: 'conformance-secret-of-the-app',
});

let tokens = 0;

export function tokenOf({ appKey }: Account, hours = 24): Token {
  tokens += 1;
  const issuedAt = Math.floor(Date.now() / 1000) * 1000;
  const expiresAt = issuedAt + hours * HOUR;
  const claims = { jti: appKey, aud: `conformance ${tokens}` };
  const value = signedToken({ ...claims, iat: issuedAt / 1000, exp: expiresAt / 1000 });
  return new Token({ value, expiresAt, issuedAt });
}

export async function acquire(store: TokenStore): Promise<Lease> {
  const lease = await store.tryAcquire();
  if (lease === undefined) throw new Error('the lease is held');
  return lease;
}

export async function commit(store: TokenStore, token: Token): Promise<Token> {
  const lease = await acquire(store);
  try {
    return await lease.commit(token);
  } finally {
    await lease.release();
  }
}

async function waitFor(store: TokenStore): Promise<Lease> {
  const end = performance.now() + 10 * LEASE_TTL;
  while (performance.now() < end) {
    const lease = await store.tryAcquire();
    if (lease !== undefined) return lease;
    await delay(20);
  }
  throw new Error('the lease of a holder that is gone does not end');
}

const attempt = (changes: Partial<Attempt> = {}): Attempt => {
  const at = Date.now();
  return { at, notBefore: at + 61_000, result: 'success', credentials: 'of this account', ...changes };
};

/** Tests of the contract of `TokenStore` for whatever `makePlace` creates. Call it within `describe`. */
export function itKeepsThePromisesOfAStore(makePlace: () => Promise<SharedPlace>): void {
  const setup = async () => {
    const place = await makePlace();
    const open = (owner?: Account) => {
      const store = place.open(owner);
      releaseAfterwards(() => store.close());
      return store;
    };
    return { place, open, store: open(), other: open() };
  };

  it('starts with neither a token nor an attempt', async () => {
    const { store } = await setup();
    expect(await store.read()).toBeUndefined();
    expect(await store.lastAttempt()).toBeUndefined();
  });

  it('returns the last committed token, complete, to every process', async () => {
    const { store, other } = await setup();
    for (const token of [tokenOf(account), tokenOf(account, 23)]) {
      const committed = await commit(store, token);
      const { value, expiresAt, issuedAt } = token;
      const expected = { value, expiresAt, issuedAt, generation: committed.generation };
      for (const each of [store, other]) {
        const read = await each.read();
        expect({ ...expected, value: read?.value }).toEqual(expected);
        expect(read).toMatchObject(expected);
      }
    }
  });

  it('returns an expired token, which the caller must judge', async () => {
    const { store, other } = await setup();
    const past = tokenOf(account, -1);
    const issuedAt = past.expiresAt - HOUR;
    await commit(store, new Token({ value: past.value, expiresAt: past.expiresAt, issuedAt }));
    expect((await other.read())?.expiresAt).toBe(past.expiresAt);
  });

  it('keeps the tokens of accounts apart', async () => {
    const { open, store } = await setup();
    const stranger = new Account({ appKey: 'PSanother-key', appSecret: account.appSecret });
    const theirs = open(stranger);
    await commit(store, tokenOf(account));
    expect(await theirs.read()).toBeUndefined();
    const [mine, other] = [await acquire(store), await acquire(theirs)];
    await other.commit(tokenOf(stranger));
    expect((await store.read())?.generation).toBeLessThan(mine.generation);
    await Promise.all([mine.release(), other.release()]);
  });

  it('gives the lease to one process at a time, even if many request it at once', async () => {
    const { open } = await setup();
    const stores = Array.from({ length: 8 }, () => open());
    for (let round = 0; round < 3; round += 1) {
      const leases = await Promise.all(stores.map((each) => each.tryAcquire()));
      const held = leases.filter((lease) => lease !== undefined);
      expect(held).toHaveLength(1);
      await held[0]?.release();
    }
  });

  it('numbers leases upwards across processes, and stores the number with the token', async () => {
    const { open } = await setup();
    const generations: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      const store = open();
      const lease = await acquire(store);
      generations.push(lease.generation);
      expect((await lease.commit(tokenOf(account))).generation).toBe(lease.generation);
      await lease.release();
      if (round === 3) await store.clear();
    }
    expect(generations).toEqual([...new Set(generations)].sort((a, b) => a - b));
    expect(generations.every(Number.isSafeInteger)).toBe(true);
  });

  it('tells every process how the last request ended, and how much of its pause is left', async () => {
    const { store, other } = await setup();
    const lease = await acquire(store);
    await lease.record(attempt());
    await lease.record(attempt({ result: 'rejected', kisCode: 'EGW00105', credentials: 'mistyped' }));
    await lease.release();
    const found = await other.lastAttempt();
    expect(found).toMatchObject({ result: 'rejected', kisCode: 'EGW00105', credentials: 'mistyped' });
    expect(Math.abs((found?.notBefore ?? 0) - (found?.at ?? 0) - 61_000)).toBeLessThanOrEqual(1);
    if (found?.left !== undefined) {
      expect(found.left).toBeGreaterThan(50_000);
      expect(found.left).toBeLessThanOrEqual(61_000);
    }
  });

  it.each([-2, 2])('tells the same to a process whose clock is wrong by %i hours', async (hours) => {
    const { place, store } = await setup();
    const other = place.open(account, { ...systemClock, now: () => Date.now() + hours * HOUR });
    releaseAfterwards(() => other.close());
    const clock = { now: () => Date.now() + hours * HOUR, monotonic: systemClock.monotonic };
    const lease = await acquire(store);
    await lease.record(attempt());
    await lease.release();
    const left = new Cooldowns(clock).remaining(await other.lastAttempt(), 'of this account');
    expect(left).toBeLessThanOrEqual(61_000);
    // A store without a clock trusts a clock that is ahead: KIS then answers that it is too soon.
    if (place.hasClock || hours < 0) expect(left).toBeGreaterThan(50_000);
    const theirs = await acquire(other);
    await theirs.commit(tokenOf(account));
    await theirs.release();
    expect(await store.read()).toBeDefined();
  });

  it('has no token after it was cleared, until a holder of a lease commits one', async () => {
    const { store, other } = await setup();
    await commit(store, tokenOf(account));
    const lease = await acquire(store);
    await other.clear();
    await other.clear();
    expect(await store.read()).toBeUndefined();
    const committed = await lease.commit(tokenOf(account));
    await lease.release();
    expect((await other.read())?.value).toBe(committed.value);
  });

  it('allows a lease to be released twice without harm to its successor', async () => {
    const { store, other } = await setup();
    const first = await acquire(store);
    await first.release();
    await first.release();
    const second = await acquire(other);
    await first.release();
    expect(await store.tryAcquire()).toBeUndefined();
    await second.commit(tokenOf(account));
    await second.release();
  });

  it('describes itself without secrets', async () => {
    const { store } = await setup();
    const { kind, place } = store.describe();
    expect(kind).toMatch(/^[a-z]+$/);
    expect(place).not.toBe('');
    for (const secret of account.secrets) expect(place).not.toContain(secret);
  });

  it('refuses a commit of a holder after another one has taken over', async () => {
    const { place, open, store } = await setup();
    const abandoned = open();
    const former = await acquire(abandoned);
    // If no process can die here, a holder that released its lease comes late instead.
    if (place.die === undefined) await former.release();
    else await place.die(abandoned);
    const successor = await waitFor(store);
    expect(successor.generation).toBeGreaterThan(former.generation);
    const overtaken = { code: 'store/overtaken' };
    await expect(former.commit(tokenOf(account))).rejects.toMatchObject(overtaken);
    expect(await store.read()).toBeUndefined();
    await successor.commit(tokenOf(account));
    await successor.record(attempt());
    await expect(former.commit(tokenOf(account))).rejects.toMatchObject(overtaken);
    await expect(former.record(attempt({ result: 'failed' }))).rejects.toMatchObject(overtaken);
    await former.release();
    expect((await store.read())?.generation).toBe(successor.generation);
    expect((await store.lastAttempt())?.result).toBe('success');
    expect(await open().tryAcquire()).toBeUndefined();
    await successor.release();
  });

  it('extends the lease of a running holder for as long as it needs it', async () => {
    const { store, other } = await setup();
    const lease = await acquire(store);
    await delay(LEASE_TTL * 1.6);
    expect(await other.tryAcquire()).toBeUndefined();
    await lease.commit(tokenOf(account));
    await lease.release();
  });

  it('makes others wait for a dead holder no longer than a lease lasts', async ({ skip }) => {
    const { place, open, store } = await setup();
    if (place.die === undefined) return skip('nobody can outlive a holder here');
    const abandoned = open();
    await acquire(abandoned);
    await store.tryAcquire();
    await place.die(abandoned);
    const begin = performance.now();
    await (await waitFor(store)).release();
    expect(performance.now() - begin).toBeLessThan(LEASE_TTL * 4);
  });

  it('shows neither key nor secret to anybody, and the token only to its owner', async ({ skip }) => {
    const { place, store } = await setup();
    if (place.everything === undefined) return skip('nobody else sees it');
    const token = tokenOf(account);
    const lease = await acquire(store);
    await lease.commit(token);
    await lease.record(attempt({ credentials: account.credentialsFingerprint }));
    const everything = await place.everything();
    await lease.release();
    expect(everything).toContain(account.storageKey(1));
    const [, payload = ''] = token.value.split('.');
    for (const secret of [...account.secrets, token.value, payload, 'access_token']) {
      for (const form of [
        secret,
        Buffer.from(secret).toString('base64url'),
        Buffer.from(secret).toString('hex'),
      ]) {
        expect(everything).not.toContain(form);
      }
    }
  });
}
