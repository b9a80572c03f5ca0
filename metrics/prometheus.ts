import { exporter, oneOf, upTo } from '../generators/contract/metric.ts';
import { observer } from './observer.ts';
import { postgres } from './postgres.ts';

/** Written by Prometheus for each target: 1 where the last scrape succeeded, no series where there is no target. */
const UP = { unit: 'boolean', help: '1 where the last scrape of the target succeeded.' } as const;

export const observerUp = observer.gauge('up', UP);
export const postgresExporterUp = postgres.gauge('up', UP);

/** Series that the rule evaluation itself writes. */
export const ruleEvaluation = exporter({
  key: 'rules',
  job: '',
  describes: 'the rule evaluation of Prometheus',
  targetLabels: [],
});

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
  },
  presence: 'after-first-event',
});

const ofNamespace = { namespace: upTo(10, 'namespaces with rules') };

/**
 * The clock of the calendar. It is recorded, so that a test can give any date and time as a series: promtool's own clock
 * begins in 1970, and reaches the present only after twenty thousand evaluations of a day each.
 */
export const koreanDate = ruleEvaluation.gauge('krx:korean_date:yyyymmdd', {
  unit: 'count',
  help: 'The date in Korea as a number: 20261119.',
  labels: ofNamespace,
});

export const koreanTime = ruleEvaluation.gauge('krx:korean_time:hhmm', {
  unit: 'count',
  help: 'The time of day in Korea as a number: 1530.',
  labels: ofNamespace,
});

export const koreanWeekday = ruleEvaluation.gauge('krx:korean_weekday:number', {
  unit: 'count',
  help: 'The day of the week in Korea: 0 is Sunday, 6 is Saturday.',
  labels: ofNamespace,
});

/** Inside a KRX session, by the static calendar. Recorded, so that every rule and test means the same instant. */
export const sessionOpen = ruleEvaluation.gauge('krx:session_open:bool', {
  unit: 'boolean',
  help: '1 while the KRX regular session is open by the calendar, else 0.',
  labels: ofNamespace,
});

/** Shared by the forecast panel and ObserverPVCFillingUp: a day of samples is costly to read at each refresh. */
export const volumeAvailableForecast = ruleEvaluation.gauge(
  'namespace_persistentvolumeclaim:kubelet_volume_stats_available_bytes:predict_linear4d',
  {
    unit: 'bytes',
    help: 'Bytes available in four days if the last day repeats itself; below 0 the volume is full before.',
    labels: { namespace: upTo(10, 'namespaces with rules'), persistentvolumeclaim: upTo(50, 'claims') },
  },
);

/** Shared by the restarts panel and ObserverPodRestarting: the panel shows the very hour that the alert counts. */
export const containerRestartsPerHour = ruleEvaluation.gauge(
  'namespace_pod_container:kube_pod_container_status_restarts:increase1h',
  {
    unit: 'count',
    help: 'Restarts of the container within the last hour.',
    labels: {
      namespace: upTo(10, 'namespaces with rules'),
      pod: upTo(100, 'pods of the service'),
      container: upTo(20, 'containers of a pod'),
    },
  },
);
