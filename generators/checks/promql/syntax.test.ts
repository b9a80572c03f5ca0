import { describe, expect, it } from 'vitest';
import { inPanel } from '../testing/findings.ts';
import { syntax } from './syntax.ts';

describe('promql/syntax', () => {
  it.each([
    ['sum(shop_stock', '', 'the query ends too early'],
    ['rate(shop_orders_total)', 'shop_orders_total', 'rate() takes a range vector'],
    ['shop_stock{article=~"(a"}', 'article=~"(a"', 'the regex of "article" '],
    ['shop_stock{article!~"a(?=b)"}', 'article!~"a(?=b)"', 'the regex of "article" '],
  ])('refuses %s', (query, at, message) => {
    expect(inPanel(syntax, query)).toEqual([{ at, message: expect.stringContaining(message) }]);
  });

  it.each([
    ['rate(shop_orders_total{job=~"$job"}[$__rate_interval])'],
    ['shop_stock{article=~"(?i)tea|.+"}'],
  ])('takes %s', (query) => {
    expect(inPanel(syntax, query)).toEqual([]);
  });
});
