import { exporter, oneOf, upTo } from '../../contract/metric.ts';
import type { LabelCondition, Scope } from '../build/select.ts';

/** A small contract with one metric of each kind, for tests. */
const shop = exporter({
  key: 'service',
  job: 'shop',
  describes: 'a shop',
  targetLabels: ['namespace', 'job', 'instance', 'pod'],
});

export const orders = shop.counter('shop_orders_total', {
  unread: 'for tests',
  unit: 'count',
  help: 'Orders taken.',
  labels: { channel: oneOf('web', 'phone'), status: upTo(60, 'status codes') },
  presence: 'after-first-event',
});

export const transferred = shop.counter('shop_transferred_bytes_total', {
  unread: 'for tests',
  unit: 'bytes',
  help: 'Bytes sent.',
  labels: { channel: oneOf('web', 'phone') },
});

export const stock = shop.gauge('shop_stock', {
  unread: 'for tests',
  unit: 'count',
  help: 'Articles in stock.',
  labels: { article: upTo(100, 'articles') },
});

export const lastDelivery = shop.gauge('shop_last_delivery_timestamp_seconds', {
  unread: 'for tests',
  unit: 'timestamp',
  help: 'When the last delivery came.',
});

export const checkoutTime = shop.histogram('shop_checkout_duration_seconds', {
  unread: 'for tests',
  unit: 'seconds',
  help: 'Time of a checkout.',
  labels: { channel: oneOf('web', 'phone') },
  buckets: [0.1, 0.5, 1],
});

export const shopUp = shop.gauge('up', {
  unread: 'for tests',
  unit: 'boolean',
  help: '1 where the last scrape succeeded.',
});

const warehouse = exporter({
  key: 'warehouse',
  job: 'warehouse',
  describes: 'the warehouse beside the shop',
  targetLabels: ['namespace', 'job'],
});

export const warehouseUp = warehouse.gauge('up', {
  unit: 'boolean',
  help: '1 where the last scrape succeeded.',
});

const ruleEvaluation = exporter({ key: 'rules', job: '', describes: 'recording rules', targetLabels: [] });

export const ordersPerMinute = ruleEvaluation.gauge('namespace:shop_orders:increase1m', {
  unread: 'for tests',
  unit: 'count',
  help: 'Orders of the last minute.',
  labels: { namespace: upTo(10, 'namespaces') },
});

export const contract = [
  orders,
  transferred,
  stock,
  lastDelivery,
  checkoutTime,
  shopUp,
  warehouseUp,
  ordersPerMinute,
];

/** A scope with these conditions, whatever the exporter. */
export function scopeOf(
  window: Scope['window'],
  constraints: Readonly<Record<string, LabelCondition | string>> = {},
): Scope {
  return { window, constraints: () => constraints };
}
