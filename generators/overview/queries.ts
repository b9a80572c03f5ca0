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

/** All queries look at whatever Prometheus has: the vector of services chooses. */
export const EVERYWHERE: Scope = { window: '5m', constraints: () => ({}) };

/** Every target, whoever it belongs to. */
export const up = upOf(
  exporter({
    key: 'targets',
    job: '',
    describes: 'the scraping of Prometheus',
    targetLabels: ['namespace', 'job', 'instance'],
  }),
);

/** A series that the rules of services record. */
export function recordedGauge(name: string): Gauge<LabelValues> {
  return ruleEvaluation.gauge(name, {
    unit: 'ratio',
    help: 'Recorded for an objective.',
    labels: { namespace: upTo(100, 'namespaces'), job: upTo(100, 'jobs') },
    presence: 'after-first-event',
  });
}

/** Alerts of each service that fire, by their names; 0 where none does. */
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

/** 1 where every target of the service is up, 0 where one is down, -1 where there is none. */
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

/** Where several Prometheus servers evaluate the rules, one of them is enough. */
const recorded = (name: string) => textOf(max(select(EVERYWHERE, recordedGauge(name)), ['namespace', 'job']));

const PER_TARGET = '* on (namespace, job) group_right ()';

export type ObjectiveLabels = ServiceLabels | 'objective';
const OBJECTIVE_LABELS = [...SERVICE_LABELS, 'objective'] as const;

/** A number for each objective of each service. */
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

/** The share of events that has to go well. */
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

/** What is left of the error budget of the period. All of it, where there were no events. */
export function budgetsLeft(objectives: readonly SharedObjective[]): InstantVector<ObjectiveLabels> {
  return ofObjectives(
    objectives,
    ({ recorded: { periodErrorRatio, total } }) => [periodErrorRatio, total],
    ({ target, recorded: { periodErrorRatio, total } }, join) =>
      `(1 - ${recorded(periodErrorRatio)} / ${errorBudget(target)} or ${recorded(total)} * 0 + 1) ${join}`,
  );
}

/** How many times faster than allowed the error budgets burn. */
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

/** Events that failed, of all in the last five minutes: of the objective that fares worst. */
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

/** Of each service what is left of the budget that is nearest to its end. */
export function lowestBudgets(objectives: readonly SharedObjective[]): InstantVector<ServiceLabels> {
  return min(budgetsLeft(objectives), SERVICE_LABELS);
}
