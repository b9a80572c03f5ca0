import { tokenCacheHits, tokenExpiry } from 'observer-metrics/observer';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { Account } from '../protocol/account.ts';
import { countsOf, totalOf } from '../telemetry/testing/samples.ts';
import { bench } from './testing/setup.ts';

const HOUR = 3_600_000;

describe('a token', () => {
  it('is issued once, then served from memory, and after a restart from the store', async () => {
    const { cache, simulator, lines } = await bench();
    const first = cache();
    const token = await first.get();
    expect((await first.get()).value).toBe(token.value);
    const restarted = cache();
    expect((await restarted.get()).value).toBe(token.value);

    expect(simulator.journal.tokens).toMatchObject({ requests: 1, issued: 1 });
    expect(await first.issues()).toEqual({ success: 1 });
    expect(await countsOf(first.instruments, tokenCacheHits)).toEqual({ memory: 1 });
    expect(await restarted.issues()).toEqual({});
    expect(await countsOf(restarted.instruments, tokenCacheHits)).toEqual({ store: 1 });
    expect(await totalOf(restarted.instruments, tokenExpiry)).toBe(token.expiresAt / 1000);
    const expiry = new Date(token.expiresAt).toISOString();
    expect(lines.join('')).toContain(`Token cached successfully (expires at ${expiry})`);
    expect(lines.join('')).toContain(`Using cached token (expires at ${expiry})`);
  });

  it('is fetched once for all concurrent callers, in one process and across processes', async () => {
    const { cache, simulator, store } = await bench({ clock: {}, token: { latencyMilliseconds: 50 } });
    const real = () => ({ clock: systemClock, store: store({ clock: systemClock }) });
    const caches = Array.from({ length: 8 }, () => cache(real()));
    const tokens = await Promise.all(caches.flatMap((each) => [each.get(), each.get(), each.get()]));
    expect(new Set(tokens.map(({ value }) => value)).size).toBe(1);
    expect(simulator.journal.tokens.requests).toBe(1);
  });

  it('is still fetched for the other callers when one of them gives up', async () => {
    const { cache } = await bench({ token: { latencyMilliseconds: 100 } });
    const own = cache();
    const giveUp = new AbortController();
    const impatient = own.get(giveUp.signal);
    const patient = own.get();
    giveUp.abort(new Error('enough'));
    await expect(impatient).rejects.toThrow('enough');
    expect((await patient).value).toMatch(/\./);
    await expect(own.get(AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
  });

  it('is refreshed in the background an hour before it expires', async () => {
    const { cache, simulator, pass } = await bench();
    const own = cache({ random: () => 0 });
    const old = await own.get();
    await pass(23 * HOUR - 5_000);
    expect((await own.get()).value).toBe(old.value);
    expect(simulator.journal.tokens.requests).toBe(1);
    await pass(10_000);
    expect((await own.get()).value).toBe(old.value);
    await expect.poll(async () => (await own.get()).value).not.toBe(old.value);
    expect(simulator.journal.tokens.issued).toBe(2);
  });

  it('is still served while refreshing fails, without a retry at each call', async () => {
    const { cache, simulator, pass } = await bench();
    const own = cache({ random: () => 0 });
    const old = await own.get();
    simulator.start({ kind: 'bad-gateway', path: '/oauth2/' });
    await pass(23.5 * HOUR);
    await own.get();
    await expect.poll(own.issues).toEqual({ success: 1, failed: 1 });
    for (let call = 0; call < 20; call += 1) expect((await own.get()).value).toBe(old.value);
    expect(await own.issues()).toEqual({ success: 1, failed: 1 });
    await pass(0.5 * HOUR - 30_000);
    // Within the last minute it is refreshed at once, and still better than none.
    expect((await own.get()).value).toBe(old.value);
    await pass(30_000);
    await expect(own.get()).rejects.toMatchObject({ code: 'token/unavailable' });
  });

  it.each([-2, 2])('stays valid when the clock jumps by %i hours', async (hours) => {
    const { cache, clock, simulator } = await bench();
    const own = cache();
    const token = await own.get();
    clock.jump(hours * HOUR);
    expect((await own.get()).value).toBe(token.value);
    expect((await cache().get()).value).toBe(token.value);
    expect(simulator.journal.tokens.requests).toBe(1);
  });

  it("expires by the clock of KIS even if this machine's clock was set back", async () => {
    const { cache, clock, pass } = await bench();
    const own = cache();
    const token = await own.get();
    await pass(23.99 * HOUR);
    clock.jump(-2 * HOUR);
    expect((await own.get()).value).not.toBe(token.value);
  });
});

describe('a token that KIS rejects', () => {
  it('is replaced once, however many callers report the rejection', async () => {
    const { cache, simulator, store } = await bench({ clock: {} });
    const real = () => ({
      clock: systemClock,
      store: store({ clock: systemClock }),
      intervals: { issue: 1, jitter: 0 },
    });
    const caches = Array.from({ length: 5 }, () => cache(real()));
    const [old] = await Promise.all(caches.map((each) => each.get()));
    simulator.start({ kind: 'revoke-tokens' });
    simulator.clock.advance(61_000);
    const invalidated = caches.map((each) => old !== undefined && each.invalidate(old));
    expect(invalidated).toEqual(caches.map(() => true));
    const tokens = await Promise.all(caches.map((each) => each.get()));
    expect(new Set(tokens.map(({ value }) => value)).size).toBe(1);
    expect(simulator.journal.tokens).toMatchObject({ requests: 2, issued: 2 });
    // The second report of the same rejection comes late and must not affect the new token.
    expect(old !== undefined && caches[0]?.invalidate(old)).toBe(false);
    expect(caches[0]?.invalidate('another')).toBe(false);
  });

  it('is replaced after its first minute, with one request', async () => {
    const { cache, clock, simulator } = await bench();
    const own = cache();
    const old = await own.get();
    simulator.start({ kind: 'revoke-tokens' });
    own.invalidate(old);
    const before = clock.now();
    expect((await own.get()).value).not.toBe(old.value);
    expect(clock.now() - before).toBeGreaterThan(60_000);
    expect(simulator.journal.tokens.requests).toBe(2);
  });

  it('is accepted again if KIS issues it again, also by other processes', async () => {
    const { cache, pass } = await bench();
    const [own, other] = [cache(), cache()];
    const token = await own.get();
    await other.get();
    own.invalidate(token);
    other.invalidate(token);
    await pass(70_000);
    expect((await own.get()).value).toBe(token.value);
    expect((await other.get()).value).toBe(token.value);
    expect(await other.issues()).toEqual({});
    // A report from before the second issue comes late.
    expect(own.invalidate(token)).toBe(false);
  });
});

describe('the limit of one token a minute', () => {
  it("makes callers wait, while they look for another process's token", async () => {
    const { cache, simulator, clock, account } = await bench();
    // Another process without our store has just requested one.
    await fetch(`${account.baseUrl}/oauth2/tokenP`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        grant_type: 'client_credentials',
        appkey: account.appKey,
        appsecret: account.appSecret,
      }),
    });
    const own = cache();
    await own.get();
    expect(await own.issues()).toEqual({ rate_limited: 1, success: 1 });
    expect(simulator.journal.tokens).toMatchObject({ issued: 1, returnedAgain: 1, refusedTooSoon: 1 });
    expect(clock.slept.every((milliseconds) => milliseconds <= 1_250)).toBe(true);
  });

  it('fails a caller after its time limit', async () => {
    const { cache, simulator } = await bench();
    const body = JSON.stringify({ error_code: 'EGW00133' });
    simulator.start({ kind: 'fixed-answer', status: 403, body });
    await expect(cache().get()).rejects.toMatchObject({ code: 'token/issue-limit' });
  });
});

describe('rejected credentials', () => {
  it('stop every process with the same credentials, and no others', async () => {
    const { cache, account, simulator, store } = await bench();
    const wrong = new Account({ appKey: account.appKey, appSecret: 'mistyped', baseUrl: account.baseUrl });
    const own = cache({ account: wrong });
    await expect(own.get()).rejects.toMatchObject({ code: 'token/rejected', kisCode: 'EGW00105' });
    const other = cache({ account: wrong, store: store() });
    await expect(other.get()).rejects.toMatchObject({ code: 'token/rejected', isShared: true });
    expect(simulator.journal.tokens.requests).toBe(1);
    expect(await own.issues()).toEqual({ rejected: 1 });
    await cache().get();
  });
});

describe('a closed cache', () => {
  it('returns no token and ends all waits', async () => {
    const { cache, simulator } = await bench();
    simulator.start({ kind: 'hung-answer' });
    const own = cache();
    const waiting = own.get();
    waiting.catch(() => undefined);
    await expect.poll(() => simulator.journal.faults['hung-answer']).toBe(1);
    await own.close();
    await expect(waiting).rejects.toMatchObject({ code: 'token/closed' });
    await expect(own.get()).rejects.toMatchObject({ code: 'token/closed' });
  });
});
