import { createServer } from 'node:net';
import type { TokenOptions } from 'kis-simulator';
import { listeningPort } from 'test-support/free-port';
import { startPostgresql } from 'test-support/postgresql';
import { startRedis } from 'test-support/redis';
import { releaseAfterwards } from 'test-support/release';
import { hasTools } from 'test-support/tools';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { PostgresStore } from './postgres/postgres-store.ts';
import { RedisStore } from './redis/redis-store.ts';
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

const PASSWORD = 'sesame/of the+server';

const SERVERS = [
  {
    name: 'Redis',
    hasServer: await hasTools('redis-server'),
    start: (): Promise<Server> => startRedis({ password: PASSWORD }),
    open: (url: string, options: SharedStoreOptions): TokenStore =>
      new RedisStore({ ...options, url, timeoutMilliseconds: 1_000 }),
    wrong: (port: number) => `redis://:wrong-sesame@127.0.0.1:${port}`,
  },
  {
    name: 'PostgreSQL',
    hasServer: await hasTools('postgres'),
    start: (): Promise<Server> => startPostgresql({ password: PASSWORD }),
    open: (url: string, options: SharedStoreOptions): TokenStore =>
      new PostgresStore({ ...options, url, timeoutMilliseconds: 1_000 }),
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

    async function setup(token: TokenOptions = {}) {
      const { cache, account, simulator, lines } = await bench({ clock: {}, token });
      const cacheOf = (url = server.url) =>
        cache({
          clock: systemClock,
          store: open(url, { account }),
          recoveryMilliseconds: 100,
          intervals: { issue: 1, jitter: 0, poll: 50 },
        });
      const log = () => lines.join('');
      const stored = async () => {
        const store = open(server.url, { account });
        try {
          return (await store.read())?.value;
        } finally {
          await store.close();
        }
      };
      return { cacheOf, simulator, log, stored };
    }

    it('serves a token while its server is down at the start, and shares it when the server is up', async () => {
      const { cacheOf, simulator, log, stored } = await setup();
      await server.kill();
      const own = cacheOf();
      const begin = performance.now();
      const token = await own.get();
      expect(performance.now() - begin).toBeLessThan(4_000);
      expect(own.events.degradations).toEqual([true]);
      expect(log()).toContain('ECONNREFUSED');

      await server.restart();
      await expect.poll(() => own.events.degradations, { timeout: 10_000 }).toEqual([true, false]);
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
      expect(own.events.degradations).toEqual([]);

      simulator.start({ kind: 'revoke-tokens' });
      simulator.clock.advance(61_000);
      own.invalidate(token);
      const next = await own.get();
      expect(next.value).not.toBe(token.value);
      expect(own.events.degradations).toEqual([true]);

      await server.restart();
      await expect.poll(() => own.events.degradations, { timeout: 10_000 }).toEqual([true, false]);
      expect(await stored()).toBe(next.value);
      expect(simulator.journal.tokens.issued).toBe(2);
      expect(log()).not.toContain('sesame');
    });

    it('loses no token if its server goes down while KIS answers', async () => {
      const { cacheOf, simulator, stored } = await setup({ latencyMilliseconds: 800 });
      const own = cacheOf();
      const waiting = own.get();
      await expect.poll(() => simulator.journal.tokens.requests, { timeout: 10_000 }).toBe(1);
      await server.kill();
      const token = await waiting;
      expect(own.events.degradations).toEqual([true]);
      await server.restart();
      await expect.poll(stored, { timeout: 10_000 }).toBe(token.value);
      expect(simulator.journal.tokens.requests).toBe(1);
    });

    it('serves a token with a wrong password, and reports it without the password', async () => {
      const { cacheOf, log } = await setup();
      const own = cacheOf(wrong(server.port));
      await own.get();
      expect(own.events.degradations).toEqual([true]);
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
      const own = cacheOf(wrong(listeningPort(silent.address())));
      const begin = performance.now();
      await own.get();
      // One limit of a second, not one per step.
      expect(performance.now() - begin).toBeLessThan(3_000);
      expect(own.events.degradations).toEqual([true]);
    });

    it('leaves no error unhandled', () => {
      expect(uncaught).toEqual([]);
    });
  });
}
