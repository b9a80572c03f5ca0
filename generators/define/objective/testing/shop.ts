import { exporter } from '../../../contract/metric.ts';
import { type ObjectiveSeries, objectiveSeries } from '../../../contract/objective-series.ts';
import { matches, rate, type Scope, select, sum } from '../../../promql/index.ts';
import { orders, scopeOf } from '../../../promql/testing/contract.ts';
import { type Objective, objective } from '../objective.ts';
import type { SloConfig } from '../validate.ts';

/** An objective of a small shop, for tests. */
const rules = exporter({ key: 'rules', job: '', describes: 'recording rules', targetLabels: [] });

export const seriesNamed = (total: string, errors: string): ObjectiveSeries =>
  objectiveSeries(rules, { total, errors });

const everyOrder = (scope: Scope) => sum(rate(select(scope, orders), scope.window), ['namespace', 'job']);

const failed = (scope: Scope) =>
  sum(rate(select(scope, orders, { status: matches('5..') }), scope.window), ['namespace', 'job']);

export function shopObjective(
  changes: Partial<Omit<Objective, 'name' | 'site'>> = {},
  name = 'orders',
): Objective {
  return objective(name, {
    title: { ko: '주문', en: 'orders' },
    target: 0.999,
    minimumEvents: 100,
    series: seriesNamed('shop_orders', 'shop_orders_failed'),
    total: everyOrder,
    counted: { as: 'errors', rate: failed },
    ...changes,
  });
}

export const shopScope = scopeOf('5m', { namespace: 'shop-prod' });

export function shopConfig(retention: SloConfig['prometheus']['retention'] = '40d'): SloConfig {
  return {
    intervals: { scrape: '30s', scrapeTimeout: '10s', evaluation: '30s' },
    prometheus: { retention },
  };
}
