import { createServer } from 'node:net';
import { listeningPort } from 'test-support/free-port';
import { startPostgresql } from 'test-support/postgresql';
import { startRedis } from 'test-support/redis';
import { releaseAfterwards } from 'test-support/release';
import { hasTools } from 'test-support/tools';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import type { TokenCacheOptions } from './cache.ts';
import { HttpIssuer } from './issuer.ts';
import { PostgresStore } from './postgres/postgres-store.ts';
import { RedisStore } from './redis/redis-store.ts';
import { ServerTime } from './server-time.ts';
import type { SharedStoreOptions } from './shared/shared-store.ts';
import type { TokenStore } from './store.ts';
import { bench } from './testing/setup.ts';

interface Server {
  readonly url: string;
  readonly port: number;
  kill(): Promise<void>;
  stop(): Promise<void>;
  restart(): Promise<void>;
}

interface StoreOptions extends SharedStoreOptions {
  readonly url: string;
  readonly timeoutMilliseconds?: number;
}

const PASSWORD = 'sesame/of the+server';

const SERVERS = [
  {
    name: 'Redis',
    hasServer: await hasTools('redis-server'),
    start: (): Promise<Server> => startRedis({ password: PASSWORD }),
    open: (options: StoreOptions): TokenStore => new RedisStore(options),
    wrong: (port: number) => `redis://:wrong-sesame@127.0.0.1:${port}`,
  },
  {
    name: 'PostgreSQL',
    hasServer: await hasTools('postgres'),
    start: (): Promise<Server> => startPostgresql({ password: PASSWORD }),
    open: (options: StoreOptions): TokenStore => new PostgresStore(options),
    wrong: (port: number) => `postgres://observer:wrong-sesame@127.0.0.1:${port}/postgres`,
  },
];

/** An error event without a listener, or an unhandled rejection, would end the process in production. */
const uncaught: unknown[] = [];
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error) => uncaught.push(error));
}

for (const { name, hasServer, start, open, wrong } of SERVERS) {
  describe.runIf(hasServer)(`a cache with ${name}`, () => {
    let server: Server;

    beforeAll(async () => {
      server = await start();
    });

    async function setup() {
      const { cache, account, simulator, lines } = await bench({ clock: {} });
      const cacheOf = (storeOptions: Partial<StoreOptions> = {}, options: Partial<TokenCacheOptions> = {}) =>
        cache({
          clock: systemClock,
          store: open({ url: server.url, account, ...storeOptions }),
          recoveryMilliseconds: 100,
          intervals: { issue: 1, jitter: 0, poll: 50 },
          ...options,
        });
      const log = () => lines.join('');
      const stored = async () => {
        const store = open({ url: server.url, account });
        try {
          return (await store.read())?.value;
        } finally {
          await store.close();
        }
      };
      return { cacheOf, account, simulator, log, stored };
    }

    it('serves a token while its server is down at the start, and shares it when the server is up', async () => {
      const { cacheOf, simulator, log, stored } = await setup();
      await server.kill();
      const own = cacheOf();
      const token = await own.get();
      expect(own.isDegraded).toBe(true);
      expect(log()).toContain('ECONNREFUSED');

      await server.restart();
      await expect.poll(() => own.isDegraded).toBe(false);
      expect(await stored()).toBe(token.value);
      expect((await cacheOf().get()).value).toBe(token.value);
      expect(simulator.journal.tokens.requests).toBe(1);
      expect(log()).not.toContain('sesame');
    });

    it('serves and replaces its token while its server is down, and shares it when the server is back', async () => {
      const { cacheOf, simulator, log, stored } = await setup();
      const own = cacheOf();
      const token = await own.get();
      await server.stop();
      expect((await own.get()).value).toBe(token.value);
      expect(own.isDegraded).toBe(false);

      simulator.start({ kind: 'revoke-tokens' });
      simulator.clock.advance(61_000);
      own.invalidate(token);
      const next = await own.get();
      expect(next.value).not.toBe(token.value);
      expect(own.isDegraded).toBe(true);

      await server.restart();
      await expect.poll(() => own.isDegraded).toBe(false);
      expect(await stored()).toBe(next.value);
      expect(simulator.journal.tokens.issued).toBe(2);
      expect(log()).not.toContain('sesame');
    });

    it('loses no token if its server goes down while KIS answers', async () => {
      const { cacheOf, account, simulator, stored } = await setup();
      const kis = new HttpIssuer(account, new ServerTime(systemClock));
      const issue = async (signal: AbortSignal) => {
        const token = await kis.issue(signal);
        await server.kill();
        return token;
      };
      const own = cacheOf({}, { issuer: { issue } });
      const token = await own.get();
      expect(own.isDegraded).toBe(true);
      await server.restart();
      await expect.poll(stored).toBe(token.value);
      expect(simulator.journal.tokens.requests).toBe(1);
    });

    it('serves a token with a wrong password, and reports it without the password', async () => {
      const { cacheOf, log } = await setup();
      const own = cacheOf({ url: wrong(server.port) });
      await own.get();
      expect(own.isDegraded).toBe(true);
      expect(log()).toMatch(/WRONGPASS|28P01/);
      expect(log()).not.toContain('sesame');
    });

    it('does not wait long for a server that accepts connections and does not respond', async () => {
      const { cacheOf } = await setup();
      const sockets = new Set<{ destroy(): void }>();
      const silent = createServer((socket) => {
        sockets.add(socket);
        socket.on('error', () => undefined);
      });
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
      releaseAfterwards(() => {
        for (const socket of sockets) socket.destroy();
        silent.close();
      });
      const url = wrong(listeningPort(silent.address()));
      const own = cacheOf({ url, timeoutMilliseconds: 4_000 });
      const begin = performance.now();
      await own.get();
      // One limit, not one for each of the steps.
      expect(performance.now() - begin).toBeLessThan(8_000);
      expect(own.isDegraded).toBe(true);
    });

    it('leaves no error unhandled', () => {
      expect(uncaught).toEqual([]);
    });
  });
}
