import { signedToken } from 'kis-simulator';
import { describe, expect, it } from 'vitest';
import { Account } from '../protocol/account.ts';
import { expiryOf } from './expiry.ts';

const NOW = Date.parse('2026-11-22T09:12:33+09:00');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const keys = { appKey: 'key', appSecret: 'secret' };
const ordinary = new Account(keys).longestLifetime;
const partner = new Account({ ...keys, isPartner: true }).longestLifetime;

/** A token with this `exp` claim; `hours` from now. */
const jwt = (hours: number) =>
  signedToken({
    jti: 'key',
    aud: 'x',
    iat: NOW / 1000,
    exp: (NOW + hours * HOUR) / 1000,
  });

describe('the expiry of a token', () => {
  const field = '2026-11-23 09:12:33';

  it.each([
    ['what the field says', { token: 'opaque', expiredField: field, expiresIn: 60 }, 24],
    ['what the token says, where the field is missing', { token: jwt(20), expiresIn: 86_400 }, 20],
    ['the earlier of both, the token', { token: jwt(3), expiredField: field }, 3],
    ['the earlier of both, the field', { token: jwt(24.5), expiredField: field }, 24],
    ['expires_in where nothing else is there', { token: 'opaque', expiresIn: 7200 }, 2],
    ['expires_in as a text', { token: 'opaque', expiresIn: '7200' }, 2],
    ['the token, where the field is no time', { token: jwt(5), expiredField: 'soon' }, 5],
  ])('is %s', (_, answer, hours) => {
    expect(expiryOf(answer, NOW, ordinary)).toBe(NOW + hours * HOUR);
  });

  it.each([
    ['nothing is said', { token: 'opaque' }],
    ['it is past', { token: 'opaque', expiredField: '2026-11-22 09:12:32' }],
    ['it is more than 25 hours ahead', { token: 'opaque', expiredField: '2026-11-23 10:12:34' }],
    ['expires_in is negative', { token: 'opaque', expiresIn: -1 }],
    ['expires_in is a word', { token: 'opaque', expiresIn: '1e4' }],
    ['expires_in is null', { token: 'opaque', expiresIn: null }],
  ])('is unknown if %s', (_, answer) => {
    expect(expiryOf(answer, NOW, ordinary)).toBeUndefined();
  });
});

describe('the expiry of a token of a partner corporation', () => {
  it.each([
    ['expires_in alone', { token: 'opaque', expiresIn: 7_776_000 }, 90],
    ['the field', { token: 'opaque', expiredField: '2027-02-20 09:12:33', expiresIn: 7_776_000 }, 90],
    ['the token', { token: jwt(92 * 24) }, 92],
  ])('may be months ahead by %s, but not for other accounts', (_, answer, days) => {
    expect(expiryOf(answer, NOW, partner)).toBe(NOW + days * DAY);
    expect(expiryOf(answer, NOW, ordinary)).toBeUndefined();
  });

  it('is unknown if it is more than 92 days ahead', () => {
    expect(expiryOf({ token: jwt(93 * 24) }, NOW, partner)).toBeUndefined();
  });
});
