import { describe, expect, it } from 'vitest';
import { messages } from '../testing/findings.ts';
import { panelOf } from '../testing/service.ts';
import { exemplars } from './exemplars.ts';

describe('panel/exemplars', () => {
  it.each([
    ['rate(shop_orders_total[5m])', true, 1],
    ['rate(shop_orders_total[5m])', false, 0],
    ['rate(shop_checkout_duration_seconds_count[5m])', true, 1],
    ['histogram_quantile(0.9, sum by (le) (rate(shop_checkout_duration_seconds_bucket[5m])))', true, 0],
  ])('%s with exemplars: %s', (query, isAsked, count) => {
    const panel = panelOf({ plots: [{ query, exemplars: isAsked }] });
    expect(messages(exemplars, { panels: [panel] })).toHaveLength(count);
  });
});
