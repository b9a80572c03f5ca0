import {
  customize,
  type Dashboard,
  plot,
  row,
  type ServiceConfig,
  stat,
  timeseries,
} from 'observability-as-code';
import { alertAnnotation, criticalAlerts, serviceVariables } from 'observability-as-code/mixins/prometheus';
import { up } from './metrics.ts';
import { errorRatio, latencyP99, ordersByResult, waitingOrders } from './signals.ts';

const SUMMARY = { isSummary: true, width: 6, height: 4 } as const;

/** Are users well? In numbers, then over time. */
const service = (config: ServiceConfig) =>
  row('service', 'Service', [
    stat({
      key: 'errors-now',
      title: 'Errors',
      description: {
        bad: 'Red: above the threshold of the alert.',
        next: 'See in Error Ratio since when.',
      },
      unit: 'percentunit',
      decimals: 1,
      plots: [plot(errorRatio, { legend: '{{job}}' })],
      noValue: 'No requests',
      ...SUMMARY,
    }),
    stat({
      key: 'p99-now',
      title: 'P99',
      description: {
        bad: 'Much more than on other days at this time.',
        next: 'See in Latency since when.',
      },
      unit: 's',
      plots: [plot(latencyP99, { legend: '{{job}}' })],
      noValue: 'No requests',
      ...SUMMARY,
    }),
    stat({
      key: 'waiting-orders-now',
      title: 'Orders Waiting Now',
      description: {
        bad: 'Orange: above the threshold of the alert.',
        next: 'See in Waiting Orders since when.',
      },
      unit: 'short',
      plots: [plot(waitingOrders, { legend: '{{job}}' })],
      ...SUMMARY,
    }),
    customize(criticalAlerts(config), { width: 6 }),
    timeseries({
      key: 'error-ratio',
      title: 'Error Ratio',
      description: {
        bad: 'Above the line for five minutes: a critical alert fires.',
        next: 'Look for the route that fails, and at what changed last.',
      },
      unit: 'percentunit',
      min: 0,
      plots: [plot(errorRatio, { legend: '{{job}}' })],
      noValue: 'No requests',
      width: 12,
      height: 8,
    }),
    timeseries({
      key: 'latency',
      title: 'Latency (P99)',
      description: {
        bad: 'A rise that stays: answers have become slow.',
        next: 'Compare with Error Ratio, and look at what changed last.',
      },
      unit: 's',
      min: 0,
      plots: [plot(latencyP99, { legend: '{{job}}' })],
      noValue: 'No requests',
      width: 12,
      height: 8,
    }),
  ]);

const orders = row('orders', 'Orders', [
  timeseries({
    key: 'orders-by-result',
    title: 'Orders by Result',
    description: {
      bad: 'Failed orders while others are placed: the payment provider refuses some.',
      next: 'Compare with Waiting Orders, and look at the status page of the payment provider.',
    },
    unit: 'cps',
    min: 0,
    plots: [plot(ordersByResult, { legend: '{{result}}' })],
    width: 12,
    height: 8,
  }),
  timeseries({
    key: 'waiting-orders',
    title: 'Waiting Orders',
    description: {
      bad: 'Above the line for ten minutes: a warning fires.',
      next: 'Look at Orders by Result: if nothing is placed, the payment provider is down.',
    },
    unit: 'short',
    min: 0,
    plots: [plot(waitingOrders, { legend: '{{job}}' })],
    width: 12,
    height: 8,
  }),
]);

export function dashboard(config: ServiceConfig): Dashboard {
  return {
    key: 'checkout-api',
    description: 'State of checkout-api.',
    rows: [service(config), orders],
    variables: serviceVariables(config, up),
    annotations: [alertAnnotation(config)],
  };
}
