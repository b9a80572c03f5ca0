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
import { errorRatio, latencyP99 } from './signals.ts';

const SUMMARY = { isSummary: true, width: 8, height: 4 } as const;

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
    customize(criticalAlerts(config), { width: 8 }),
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

export function dashboard(config: ServiceConfig): Dashboard {
  return {
    key: 'shop',
    description: 'State of shop.',
    rows: [service(config)],
    variables: serviceVariables(config, up),
    annotations: [alertAnnotation(config)],
  };
}
