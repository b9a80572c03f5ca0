import { describe, expect, it } from 'vitest';
import { bench } from './testing/setup.ts';

const HOUR = 3_600_000;

describe('a caller without a token', () => {
  it.each([
    { kind: 'bad-gateway', times: 3 },
    { kind: 'connection-reset', times: 3 },
    { kind: 'fixed-answer', times: 3, status: 500, body: '{"error_code":"EGW00002"}' },
    { kind: 'fixed-answer', times: 3, status: 200, body: '{"access_token":"opaq' },
  ] as const)('gets one after $times times $kind, at growing intervals', async (fault) => {
    const { cache, simulator, clock } = await bench();
    simulator.start({ ...fault, path: '/oauth2/' });
    const own = cache();
    const before = clock.monotonic();
    expect((await own.get()).value).toMatch(/\./);
    expect(await own.issues()).toEqual({ failed: 3, success: 1 });
    // Two, four and eight seconds.
    const waited = clock.monotonic() - before;
    expect(waited).toBeGreaterThanOrEqual(14_000);
    expect(waited).toBeLessThan(20_000);
  });

  it('gets a token although a response came too late, within the minute of the token that was lost', async () => {
    const { cache, simulator } = await bench();
    simulator.start({ kind: 'empty-body', path: '/oauth2/', times: 1 });
    const own = cache();
    await own.get();
    expect(await own.issues()).toEqual({ failed: 1, rate_limited: 1, success: 1 });
  });

  it('gets the reason after the time limit, and KIS was not called too often', async () => {
    const { cache, simulator, clock } = await bench();
    simulator.start({ kind: 'bad-gateway', path: '/oauth2/' });
    const before = clock.monotonic();
    const own = cache({ random: () => 0 });
    await expect(own.get()).rejects.toMatchObject({
      code: 'token/unavailable',
      message: expect.stringContaining('502'),
    });
    const waited = clock.monotonic() - before;
    expect(waited).toBeGreaterThanOrEqual(150_000);
    expect(waited).toBeLessThan(170_000);
    // 2 + 4 + 8, and then 16 seconds each.
    const { failed } = await own.issues();
    expect(failed).toBeGreaterThan(8);
    expect(failed).toBeLessThan(14);
  });

  it('stops at once when KIS rejects it for good, also after a temporary failure', async () => {
    const { cache, simulator } = await bench();
    const refusal = { kind: 'fixed-answer', path: '/oauth2/', status: 403 } as const;
    simulator.start({ ...refusal, body: '{"error_code":"EGW00105"}' });
    simulator.start({ kind: 'bad-gateway', path: '/oauth2/', times: 1 });
    const own = cache();
    await expect(own.get()).rejects.toMatchObject({ code: 'token/rejected' });
    expect(await own.issues()).toEqual({ failed: 1, rejected: 1 });
  });

  it('waits out a failure that another process met, and takes over from it', async () => {
    const { cache, simulator } = await bench();
    simulator.start({ kind: 'bad-gateway', path: '/oauth2/', times: 2 });
    const [first, second] = [cache(), cache()];
    const tokens = await Promise.all([first.get(), second.get()]);
    expect(new Set(tokens.map(({ value }) => value)).size).toBe(1);
    const [one, other] = [await first.issues(), await second.issues()];
    expect((one.failed ?? 0) + (other.failed ?? 0)).toBe(2);
    expect((one.success ?? 0) + (other.success ?? 0)).toBe(1);
  });

  it('is released when the cache is closed', async () => {
    const { cache, simulator } = await bench();
    simulator.start({ kind: 'bad-gateway', path: '/oauth2/' });
    const own = cache();
    const waiting = own.get();
    waiting.catch(() => undefined);
    await expect.poll(own.issues).toHaveProperty('failed');
    await own.close();
    await expect(waiting).rejects.toMatchObject({ code: 'token/closed' });
  });
});

describe('a background refresh', () => {
  it('makes no second attempt after a failure', async () => {
    const { cache, simulator, pass } = await bench();
    const own = cache({ random: () => 0 });
    const old = await own.get();
    simulator.start({ kind: 'bad-gateway', path: '/oauth2/' });
    await pass(23 * HOUR);
    expect((await own.get()).value).toBe(old.value);
    await expect.poll(own.issues).toEqual({ success: 1, failed: 1 });
    await own.get();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await own.issues()).toEqual({ success: 1, failed: 1 });
  });
});
