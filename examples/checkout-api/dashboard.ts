import { type Dashboard, plot, row, type ServiceConfig, timeseries } from 'observability-as-code';
import { alertAnnotation, serviceVariables } from 'observability-as-code/mixins/prometheus';
import { up } from './metrics.ts';
import { errorRatio, ordersByResult, waitingOrders } from './signals.ts';

const service = row('service', 'Service', [
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
    width: 24,
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
    rows: [service, orders],
    variables: serviceVariables(config, up),
    annotations: [alertAnnotation(config)],
  };
}
