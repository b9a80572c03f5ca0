import { describe, expect, it } from 'vitest';
import { messages } from '../testing/findings.ts';
import { panelOf, queryOf } from '../testing/service.ts';
import { noValue } from './no-value.ts';

const plot = (canBeEmpty: boolean, ref: string) => ({ query: queryOf('shop_stock', { canBeEmpty }), ref });

describe('panel/no-value', () => {
  it('finds a panel whose queries can all be empty', () => {
    expect(messages(noValue, { panels: [panelOf({ plots: [plot(true, 'A'), plot(true, 'B')] })] })).toEqual([
      'every query of the panel can be empty, but noValue is not set',
    ]);
  });

  it.each([
    ['that says what empty means', { plots: [plot(true, 'A')], noValue: { ko: '없음', en: 'None' } }],
    ['that always shows something', { plots: [plot(true, 'A'), plot(false, 'B')] }],
    ['without queries', { plots: [] }],
  ])('has nothing to say about a panel %s', (_, parts) => {
    expect(messages(noValue, { panels: [panelOf(parts)] })).toEqual([]);
  });
});
