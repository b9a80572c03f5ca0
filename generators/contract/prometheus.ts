import { exporter, type Gauge, type LabelValues, type MetricFactory, oneOf, upTo } from './metric.ts';

/** The exporter of every series that recording rules and alerts write. */
export const ruleEvaluation = exporter({
  key: 'rules',
  job: '',
  describes: 'the rule evaluation of Prometheus',
  targetLabels: [],
});

/** Written by Prometheus for each alert. */
export const alerts = ruleEvaluation.gauge('ALERTS', {
  unit: 'boolean',
  help: '1 for each pending or firing alert, with the labels of the alert.',
  labels: {
    alertname: upTo(100, 'alerts'),
    alertstate: oneOf('pending', 'firing'),
    severity: oneOf('critical', 'warning', 'info', 'none'),
    namespace: upTo(10, 'namespaces with rules'),
    job: upTo(10, 'jobs'),
    pod: upTo(100, 'pods'),
    service: upTo(10, 'services of a namespace'),
  },
  presence: 'after-first-event',
});

/**
 * Written by Prometheus for each target of the exporter: 1 if the last scrape succeeded. Without a target
 * there is no series.
 */
export function upOf<Target extends string>(
  target: MetricFactory<Target>,
): Gauge<LabelValues & Readonly<Record<Target, string>>> {
  return target.gauge('up', { unit: 'boolean', help: '1 where the last scrape of the target succeeded.' });
}
