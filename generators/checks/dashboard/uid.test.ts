import { describe, expect, it } from 'vitest';
import { messages } from '../testing/findings.ts';
import { uid } from './uid.ts';

describe('dashboard/uid', () => {
  it.each(['', 'Shop', '1shop', 'shop_prod', 'a'.repeat(41), '상점'])('refuses %j', (given) => {
    expect(messages(uid, { uid: given })).toEqual([`"${given}" is not a valid dashboard uid`]);
  });

  it.each(['shop', 's', 'shop-2-prod', 'a'.repeat(40)])('takes %j', (given) => {
    expect(messages(uid, { uid: given })).toEqual([]);
  });
});
