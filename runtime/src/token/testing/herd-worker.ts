import { createInterface } from 'node:readline';
import { systemClock } from '../../clock.ts';
import { Account } from '../../protocol/account.ts';
import { jsonLog, silentLog } from '../../telemetry/log.ts';
import { TokenCache } from '../cache.ts';
import { openStore } from '../open-store.ts';
import { storeSettings } from '../store-settings.ts';

/**
 * One of many processes that share a token. It executes the lines of its input and answers each with a line:
 * `get` with the fingerprint of a token, `invalidate` with that of the next one.
 */
const { APP_KEY = '', APP_SECRET = '', BASE_URL = '', CLOCK_ERROR = '0', LEASE_TTL = '30000' } = process.env;
const account = new Account({ appKey: APP_KEY, appSecret: APP_SECRET, baseUrl: BASE_URL });
// Clocks differ between machines.
const clock = { ...systemClock, now: () => Date.now() + Number(CLOCK_ERROR) };
const store = openStore(storeSettings(process.env, false), {
  account,
  clock,
  leaseTtlMilliseconds: Number(LEASE_TTL),
  // Test machines may be busy, and these tests are not about speed.
  timeoutMilliseconds: 30_000,
});
// Shows why processes did not share their token.
const log = { ...silentLog, error: jsonLog().error };
// The test controls the gateway's minute; our own pause is skipped.
const cache = new TokenCache({ account, store, clock, log, intervals: { issue: 1, jitter: 0 } });

process.stdout.write('ready\n');
for await (const command of createInterface({ input: process.stdin })) {
  try {
    if (command === 'invalidate') cache.invalidate(await cache.get());
    process.stdout.write(`${(await cache.get()).fingerprint}\n`);
  } catch (error) {
    process.stdout.write(`${String(error)}\n`);
  }
}
await cache.close();
