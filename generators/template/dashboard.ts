import { type Dashboard, plot, row, type ServiceConfig, timeseries } from 'observability-as-code';
import { alertAnnotation, serviceVariables } from 'observability-as-code/mixins/prometheus';
import { up } from './metrics.ts';
import { errorRatio } from './signals.ts';

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

export function dashboard(config: ServiceConfig): Dashboard {
  return {
    key: 'shop',
    description: 'State of shop.',
    rows: [service],
    variables: serviceVariables(config, up),
    annotations: [alertAnnotation(config)],
  };
}
