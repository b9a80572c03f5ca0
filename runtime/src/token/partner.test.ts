import { describe, expect, it } from 'vitest';
import { Account } from '../protocol/account.ts';
import { bench } from './testing/setup.ts';

const DAY = 86_400_000;

describe('a token of a partner corporation (제휴법인)', () => {
  it('lasts three months, also in the store', async () => {
    const { cache, simulator, store, pass, clock, account } = await bench({
      token: { lifetimeSeconds: 7_776_000 },
    });
    const { appKey, appSecret, baseUrl } = account;
    const partner = new Account({ appKey, appSecret, baseUrl, isPartner: true });
    const open = () => cache({ account: partner, store: store({ account: partner }), random: () => 0 });
    const token = await open().get();
    expect(token.expiresAt - clock.now()).toBeGreaterThan(89.9 * DAY);
    await pass(2 * DAY);
    const restarted = open();
    expect((await restarted.get()).value).toBe(token.value);
    expect(simulator.journal.tokens.requests).toBe(1);
  });

  it('is rejected for an ordinary account, and the error names the setting', async () => {
    const { cache, simulator } = await bench({ token: { lifetimeSeconds: 7_776_000 } });
    await expect(cache().get()).rejects.toMatchObject({
      code: 'token/bad-expiry',
      message: expect.stringContaining('KIS_IS_PARTNER'),
    });
    expect(simulator.journal.tokens.requests).toBe(1);
  });
});
