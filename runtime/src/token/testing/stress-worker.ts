import { writeSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { systemClock } from '../../clock.ts';
import { Account } from '../../protocol/account.ts';
import { FileStore } from '../file/file-store.ts';
import { openStore } from '../open-store.ts';
import { type Lease, StoreError, type TokenStore } from '../store.ts';
import { storeSettings } from '../store-settings.ts';
import { Token } from '../token.ts';
import { isTooSlow } from './too-slow.ts';

/**
 * Takes leases, commits and releases them forever, and at any step may kill or suspend itself. It prints a
 * line per event: `acquired`, `committed`, `refused`, `unavailable`, `killed`, `stopped`, or `violated` with
 * the broken promise.
 */
const { APP_KEY = '', APP_SECRET = '', LEASE_TTL = '1500', DEATHS = '0', STOPS = '0' } = process.env;
const account = new Account({ appKey: APP_KEY, appSecret: APP_SECRET });
const clock = systemClock;
const leaseTtlMilliseconds = Number(LEASE_TTL);
const settings = storeSettings(process.env, false);

/**
 * For files, the risky moment is between the last look and the rename, where a lease without a fence would
 * fail.
 */
const store: TokenStore =
  settings.kind === 'file'
    ? new FileStore({
        directory: settings.directory,
        account,
        leaseTtlMilliseconds,
        rename: {
          rename: async (from, to) => {
            meetFate('before the rename');
            await rename(from, to);
            meetFate('after the rename');
          },
        },
      })
    : openStore(settings, { account, leaseTtlMilliseconds, timeoutMilliseconds: 30_000 });

function tell(line: string): void {
  writeSync(1, `${line}\n`);
}

/** @param risk how much more likely a suspension is here than elsewhere */
function meetFate(step: string, risk = 1): void {
  const dice = Math.random();
  if (dice < Number(DEATHS)) {
    tell(`killed ${step}`);
    process.kill(process.pid, 'SIGKILL');
  } else if (dice < Number(DEATHS) + Number(STOPS) * risk) {
    tell(`stopped ${step}`);
    process.kill(process.pid, 'SIGSTOP');
  }
}

async function workUnder(lease: Lease): Promise<void> {
  const mine = lease.generation;
  tell(`acquired ${mine}`);
  meetFate('after the lease was taken');
  const before = await store.read();
  await clock.sleep(Math.random() * 10);
  meetFate('after the request');
  const after = await store.read();
  const now = clock.now();
  // Every earlier holder had its last chance before we looked.
  const isTouched = before?.generation !== after?.generation && (after?.generation ?? 0) < mine;
  if (isTouched) tell(`violated ${mine}: generation ${after?.generation} was committed under it`);
  // On a server, a holder that is suspended here beyond its lease must be refused.
  meetFate('before the commit', 8);
  try {
    const value = `token-of-${mine}-${'x'.repeat(300)}`;
    await lease.commit(new Token({ value, expiresAt: now + 80_000_000, issuedAt: now }));
    tell(`committed ${mine}`);
    meetFate('after the commit');
    await lease.record({ at: now, notBefore: now, result: 'success', credentials: 'none' });
    meetFate('before the release');
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'store/overtaken') throw error;
    tell(`refused ${mine}`);
  }
}

/** @returns whether it got a lease */
async function work(): Promise<boolean> {
  const lease = await store.tryAcquire();
  if (lease === undefined) return false;
  try {
    await workUnder(lease);
  } finally {
    await lease.release();
  }
  meetFate('after the release');
  return true;
}

for (;;) {
  const isDone = await work().catch((error: unknown) => {
    if (!isTooSlow(store, error)) throw error;
    tell('unavailable');
    return false;
  });
  if (!isDone) await clock.sleep(5 + Math.random() * 20);
}
