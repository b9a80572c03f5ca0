// @ts-check
// What a hit in a store on a server costs beside a bare GET and a bare SELECT of the same bytes:
// node bench/token-servers.mjs redis://127.0.0.1:6379 postgres://user:password@127.0.0.1:5432/database
import pg from 'pg';
import { createClient } from 'redis';
import { loaded } from './support/bundle.mjs';
import { printMachine, printTable, spread } from './support/report.mjs';
import { inTemporaryDirectory } from './support/temporary.mjs';

const ROUNDS = 15;
const HITS = 1_000;

const urls = process.argv.slice(2);
const [redisUrl, postgresUrl] = ['redis', 'postgres'].map((scheme) =>
  urls.find((url) => url.startsWith(scheme)),
);

printMachine();
await inTemporaryDirectory(async (directory) => {
  /** @type {typeof import('./support/token-parts.ts')} */
  const { Account, RedisStore, PostgresStore, Token } = await loaded('token-parts.ts', directory);
  // An account that nobody has: what a store of ours holds there is left alone.
  const appKey = `bench-${Math.random()}`;
  const account = new Account({ appKey, appSecret: 'of no use here' });
  const now = Date.now();
  const token = new Token({ value: 'x'.repeat(350), issuedAt: now, expiresAt: now + 86_400_000 });
  /** @type {string[][]} */
  const rows = [];

  /**
   * @param {string} name
   * @param {import('./support/token-parts.ts').RedisStore | import('./support/token-parts.ts').PostgresStore} store
   * @param {() => Promise<unknown>} bare
   */
  async function measure(name, store, bare) {
    const lease = await store.tryAcquire();
    await lease?.commit(token);
    await lease?.release();
    const [hits, bares] = [0, 1].map(() => /** @type {number[]} */ ([]));
    for (let round = -1; round < ROUNDS; round += 1) {
      const own = await microseconds(() => store.read());
      const other = await microseconds(bare);
      // The first round meets code that was never run.
      if (round < 0) continue;
      hits?.push(own);
      bares?.push(other);
    }
    const times = hits?.map((hit, round) => hit / (bares?.[round] ?? Number.NaN));
    rows.push([`hit in ${name}, in µs`, spread(hits ?? [], 0)]);
    rows.push([`bare, in µs`, spread(bares ?? [], 0)]);
    rows.push([`hit in ${name}, times bare`, spread(times ?? [], 2)]);
    await store.clear();
    await store.close();
  }

  if (redisUrl !== undefined) {
    const client = createClient({ url: redisUrl, RESP: 2 });
    await client.connect();
    const key = `kis-token:{${account.storageKey(1)}}:value`;
    await measure('Redis', new RedisStore({ url: redisUrl, account }), () => client.get(key));
    client.destroy();
  }
  if (postgresUrl !== undefined) {
    const pool = new pg.Pool({ connectionString: postgresUrl });
    const values = [account.storageKey(1)];
    const text = 'SELECT token, token_generation FROM kis_tokens WHERE key = $1';
    const bare = () => pool.query(text, values);
    await measure('PostgreSQL', new PostgresStore({ url: postgresUrl, account }), bare);
    await pool.end();
  }
  printTable(['', 'median (smallest to largest)'], rows);
});

/** @param {() => Promise<unknown>} work */
async function microseconds(work) {
  const begin = performance.now();
  for (let call = 0; call < HITS; call += 1) await work();
  return ((performance.now() - begin) / HITS) * 1e3;
}
