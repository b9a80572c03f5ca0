import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Account } from '../../protocol/account.ts';
import { account, tokenOf } from '../testing/store-conformance.ts';
import { Seal } from './seal.ts';

const NAME = account.storageKey(1);
const token = tokenOf(account).withGeneration(7);
const now = token.issuedAt;

describe('a sealed token', () => {
  it('opens with the secret, and differs each time', () => {
    const seal = new Seal(account, NAME);
    const [first, second] = [seal.close(token), seal.close(token)];
    expect(first.equals(second)).toBe(false);
    for (const sealed of [first, second]) {
      const opened = new Seal(account, NAME).open(sealed, 7, now);
      expect(opened?.value).toBe(token.value);
      expect(opened).toMatchObject({ expiresAt: token.expiresAt, issuedAt: token.issuedAt, generation: 7 });
    }
  });

  it.each([
    ['another secret', new Account({ appKey: account.appKey, appSecret: 'another-secret' }), NAME, 7],
    ['the storage key of another account', account, 'f'.repeat(32), 7],
    ['an earlier generation', account, NAME, 6],
    ['a later generation', account, NAME, 8],
  ] as const)('does not open with %s', (_, owner, name, generation) => {
    const sealed = new Seal(account, NAME).close(token);
    expect(new Seal(owner, name).open(sealed, generation, now)).toBeUndefined();
  });

  it('does not open if one bit differs', () => {
    const seal = new Seal(account, NAME);
    const sealed = seal.close(token);
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.nat(7), (at, bit) => {
        const changed = Buffer.from(sealed);
        changed.writeUInt8(changed.readUInt8(at) ^ (1 << bit), at);
        expect(seal.open(changed, 7, now)).toBeUndefined();
      }),
    );
  });

  it('does not open if it is truncated, or anything else', () => {
    const seal = new Seal(account, NAME);
    const sealed = seal.close(token);
    for (let length = 0; length < sealed.length; length += 1) {
      expect(seal.open(sealed.subarray(0, length), 7, now)).toBeUndefined();
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 900 }), (bytes) => {
        expect(seal.open(Buffer.from(bytes), 7, now)).toBeUndefined();
      }),
    );
  });

  it('is not made without a secret, because everybody would have its key', () => {
    const keyless = new Account({ appKey: account.appKey, appSecret: '' });
    expect(() => new Seal(keyless, NAME).close(token)).toThrow('needs the app secret');
  });
});
