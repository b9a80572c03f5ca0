import { describe, expect, it } from 'vitest';
import { findings, messages } from '../testing/findings.ts';
import { alertOf, serviceWith } from '../testing/service.ts';
import { name } from './name.ts';

describe('alert/name', () => {
  it.each(['shop-out-of-stock', 'shopOutOfStock', 'Shop_Out', '1Shop', '품절'])('refuses %s', (given) => {
    expect(messages(name, { rules: [alertOf({ name: given })] })).toEqual([`"${given}" is not CamelCase`]);
  });

  it('says what to write instead', () => {
    const [diagnostic] = name.run(serviceWith({ rules: [alertOf({ name: 'shop-out-of stock' })] }));
    expect(diagnostic?.remedy).toBe('Write ShopOutOfStock');
  });

  it('refuses a name that is not a valid label value', () => {
    expect(messages(name, { rules: [alertOf({ name: `S${'h'.repeat(63)}` })] })).toEqual([
      'the name has 64 characters',
    ]);
    expect(messages(name, { rules: [alertOf({ name: `S${'h'.repeat(62)}` })] })).toEqual([]);
  });

  it('accepts a repeated name if labels distinguish the alerts', () => {
    const graded = (long: string) => {
      const rule = alertOf();
      return { ...rule, definition: { ...rule.definition, labels: { long } } };
    };
    expect(messages(name, { rules: [graded('1h'), graded('6h')] })).toEqual([]);
    expect(messages(name, { rules: [graded('1h'), graded('1h')] })).toEqual([
      'another alert is also named ShopOutOfStock',
    ]);
  });

  it('finds a repeated name, even in different groups', () => {
    const group = (title: string) => ({ name: title, interval: '1m' as const, rules: [alertOf()] });
    expect(findings(name, serviceWith({ groups: [group('one'), group('two')] }))).toEqual([
      { message: 'another alert is also named ShopOutOfStock' },
    ]);
  });
});
