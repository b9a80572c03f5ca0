import { type RedisServer, startRedis } from 'test-support/redis';
import { hasTools } from 'test-support/tools';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../clock.ts';
import { onRedis, redisPlace } from '../testing/places.ts';
import { account, acquire, commit, tokenOf } from '../testing/store-conformance.ts';
import { RedisStore } from './redis-store.ts';

const key = (part: string) => `kis-token:{${account.storageKey(1)}}:${part}`;

describe.runIf(await hasTools('redis-server'))('tokens in Redis', () => {
  let server: RedisServer;

  beforeAll(async () => {
    server = await startRedis();
  });

  it('keep increasing generations after the server lost all data', async () => {
    const place = await redisPlace(server.url);
    const store = place.open();
    const former = await acquire(store);
    await onRedis(server.url, (client) => client.flushAll());
    await expect(former.commit(tokenOf(account))).rejects.toMatchObject({ code: 'store/overtaken' });
    const latter = await acquire(store);
    expect(latter.generation).toBeGreaterThan(former.generation);
    await expect(former.commit(tokenOf(account))).rejects.toMatchObject({ code: 'store/overtaken' });
    await latter.commit(tokenOf(account));
    await latter.release();
    await store.close();
  });

  it('cost one time limit in total while the server hangs, and are there when it continues', async () => {
    await redisPlace(server.url);
    const monotonic = { now: 0 };
    const clock = { ...systemClock, monotonic: () => systemClock.monotonic() + monotonic.now };
    // A busy machine keeps a working server waiting for a second.
    const limit = 3_000;
    const store = new RedisStore({ url: server.url, account, clock, timeoutMilliseconds: limit });
    const token = tokenOf(account);
    await commit(store, token);
    server.pause();
    const begin = performance.now();
    for (let call = 0; call < 10; call += 1) {
      await expect(store.read()).rejects.toMatchObject({
        code: 'store/unavailable',
        message: expect.stringContaining(`does not answer within ${limit} ms`),
      });
    }
    expect(performance.now() - begin).toBeLessThan(2 * limit);
    server.resume();
    await expect(store.read()).rejects.toMatchObject({ code: 'store/unavailable' });
    monotonic.now += 5_000;
    expect((await store.read())?.value).toBe(token.value);
    await store.close();
  });

  it('are removed by the server when they have expired', async () => {
    const store = (await redisPlace(server.url)).open();
    await commit(store, tokenOf(account, 3));
    const left = await onRedis(server.url, (client) => client.pTTL(key('value')));
    expect(left).toBeGreaterThan(3 * 3_600_000 - 60_000);
    expect(left).toBeLessThanOrEqual(3 * 3_600_000);
    await store.close();
  });

  it.each([
    ['value', 'garbage'],
    ['value', '5:'],
    ['value', '5:AAAA'],
    ['value', `5:${'A'.repeat(100_000)}`],
    ['value', '99999999999999999999:AAAA'],
    ['attempt', ''],
    ['attempt', 'garbage'],
    ['attempt', '5 5 {'],
    ['attempt', '5 5 null'],
    ['generation', 'garbage'],
    ['generation', `${'9'.repeat(30)}:x`],
  ])('are missing if the %s is %j, and can still be stored', async (part, text) => {
    const store = (await redisPlace(server.url)).open();
    await onRedis(server.url, (client) => client.set(key(part), text));
    expect(await store.read()).toBeUndefined();
    expect(await store.lastAttempt()).toBeUndefined();
    const token = tokenOf(account);
    expect(Number.isSafeInteger((await commit(store, token)).generation)).toBe(true);
    expect((await store.read())?.value).toBe(token.value);
    await store.close();
  });

  it('are ignored if somebody stores them again with an older generation', async () => {
    const store = (await redisPlace(server.url)).open();
    const { generation } = await commit(store, tokenOf(account));
    await onRedis(server.url, async (client) => {
      const text = (await client.get(key('value'))) ?? '';
      await client.set(key('value'), text.replace(String(generation), String(generation + 1)));
    });
    expect(await store.read()).toBeUndefined();
    await store.close();
  });
});
