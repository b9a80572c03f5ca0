import { exporter, type Gauge, type LabelValues, upTo } from '../contract/metric.ts';
import { alerts, ruleEvaluation, upOf } from '../contract/prometheus.ts';
import { errorBudget } from '../define/objective/burn-rate.ts';
import type { AlertSeverity } from '../define/rules.ts';
import {
  count,
  type InstantVector,
  max,
  min,
  quote,
  raw,
  type Scope,
  select,
  textOf,
} from '../promql/index.ts';
import { SERVICE_LABELS, type ServiceLabels, type SharedObjective } from './services.ts';

/** The queries select all series; the vector of services filters them. */
export const EVERYWHERE: Scope = { window: '5m', constraints: () => ({}) };

/** The targets of all services. */
export const up = upOf(
  exporter({
    key: 'targets',
    job: '',
    describes: 'the scraping of Prometheus',
    targetLabels: ['namespace', 'job', 'instance'],
  }),
);

/** A series that the services' rules record. */
export function recordedGauge(name: string): Gauge<LabelValues> {
  return ruleEvaluation.gauge(name, {
    unit: 'ratio',
    help: 'Recorded for an objective.',
    labels: { namespace: upTo(100, 'namespaces'), job: upTo(100, 'jobs') },
    presence: 'after-first-event',
  });
}

/** The number of names of firing alerts per service; 0 if none fires. */
export function firing(severity: AlertSeverity, services: string): InstantVector<ServiceLabels> {
  const names = max(select(EVERYWHERE, alerts, { alertstate: 'firing', severity }), [
    'namespace',
    'service',
    'alertname',
  ]);
  const counted = count(names, ['namespace', 'service']);
  return raw(`${textOf(counted)} * on (namespace, service) group_right () ${services}\nor\n${services} * 0`, {
    labels: SERVICE_LABELS,
    unit: 'count',
    canBeEmpty: false,
    canBeNaN: false,
    reads: [alerts],
  });
}

/** 1 if every target of the service is up, 0 if one is down, -1 if there is none. */
export function targets(services: string): InstantVector<ServiceLabels> {
  const lowest = min(select(EVERYWHERE, up), ['namespace', 'job']);
  return raw(`${textOf(lowest)} ${PER_TARGET} ${services}\nor\n${services} * -1`, {
    labels: SERVICE_LABELS,
    unit: 'boolean',
    canBeEmpty: false,
    canBeNaN: false,
    reads: [up],
  });
}

/** `max`, because two Prometheus servers may record the same series. */
const recorded = (name: string) => textOf(max(select(EVERYWHERE, recordedGauge(name)), ['namespace', 'job']));

const PER_TARGET = '* on (namespace, job) group_right ()';

export type ObjectiveLabels = ServiceLabels | 'objective';
const OBJECTIVE_LABELS = [...SERVICE_LABELS, 'objective'] as const;

/** One sample per objective of a service. */
function ofObjectives(
  objectives: readonly SharedObjective[],
  reads: (objective: SharedObjective['objective']) => readonly string[],
  query: (objective: SharedObjective['objective'], join: string) => string,
): InstantVector<ObjectiveLabels> {
  const parts = objectives.map(
    ({ objective, vector }) =>
      `label_replace(${query(objective, `${PER_TARGET} ${vector}`)}, "objective", ${quote(objective.title)}, "", "")`,
  );
  return raw(parts.join('\nor\n'), {
    labels: OBJECTIVE_LABELS,
    unit: 'ratio',
    canBeEmpty: true,
    canBeNaN: false,
    reads: objectives.flatMap(({ objective }) => reads(objective).map(recordedGauge)),
  });
}

/** The share of events that must succeed. */
export function targetsOfObjectives(objectives: readonly SharedObjective[]): InstantVector<ObjectiveLabels> {
  const parts = objectives.map(
    ({ objective: { target, title }, vector }) =>
      `label_replace(${vector} * ${target}, "objective", ${quote(title)}, "", "")`,
  );
  return raw(parts.join('\nor\n'), {
    labels: OBJECTIVE_LABELS,
    unit: 'ratio',
    canBeEmpty: false,
    canBeNaN: false,
    reads: [],
  });
}

/** The remaining share of the error budget; all of it if there were no events. */
export function budgetsLeft(objectives: readonly SharedObjective[]): InstantVector<ObjectiveLabels> {
  return ofObjectives(
    objectives,
    ({ recorded: { periodErrorRatio, total } }) => [periodErrorRatio, total],
    ({ target, recorded: { periodErrorRatio, total } }, join) =>
      `(1 - ${recorded(periodErrorRatio)} / ${errorBudget(target)} or ${recorded(total)} * 0 + 1) ${join}`,
  );
}

/** How many times faster than allowed the error budget burns. */
export function burnRates(
  objectives: readonly SharedObjective[],
  window: '1h' | '6h' | '3d',
): InstantVector<ObjectiveLabels> {
  return ofObjectives(
    objectives,
    ({ recorded: { errorRatio } }) => [errorRatio[window]],
    ({ target, recorded: { errorRatio } }, join) =>
      `${recorded(errorRatio[window])} / ${errorBudget(target)} ${join}`,
  );
}

/** The share of events that failed in the last five minutes: the highest among the service's objectives. */
export function errorRatios(objectives: readonly SharedObjective[]): InstantVector<ServiceLabels> {
  return max(
    ofObjectives(
      objectives,
      ({ recorded: { errorRatio } }) => [errorRatio['5m']],
      ({ recorded: { errorRatio } }, join) => `${recorded(errorRatio['5m'])} ${join}`,
    ),
    SERVICE_LABELS,
  );
}

/** The lowest remaining error budget of each service. */
export function lowestBudgets(objectives: readonly SharedObjective[]): InstantVector<ServiceLabels> {
  return min(budgetsLeft(objectives), SERVICE_LABELS);
}
