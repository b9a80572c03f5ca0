import type { Duration } from '../base/duration.ts';
import { type CallSite, callSite } from '../base/place.ts';
import type { Gauge } from '../contract/metric.ts';
import { and, type CommonLabel, type Comparison, type Joined, where } from '../promql/build/operators.ts';
import type { InstantVector } from '../promql/build/query.ts';
import type { Scope } from '../promql/build/select.ts';
import type { BoundaryTests } from './boundary-tests.ts';
import type { PromisedObjective } from './objective/objective.ts';
import type { RecordingScenario, Scenario } from './scenario.ts';
import type { Signal } from './signal.ts';
import type { Text } from './text.ts';

/**
 * What a person does about it.
 *
 * - `critical` pages: users or data are harmed now, and a person can do something about it.
 * - `warning` is a ticket for the next working hours: harm will come, or what guards against it is gone.
 * - `info` is for a message that nobody has to answer.
 * - `none` is for machines, such as a dead man's switch.
 */
export type AlertSeverity = 'critical' | 'warning' | 'info' | 'none';

/** The value that an alert compares a signal with; panels that plot the signal draw it. */
export interface Threshold {
  readonly signal: string;
  readonly comparison: Comparison;
  readonly value: number;
}

/** When an alert is active: its query returns a sample. */
export interface Condition<Label extends string = string> {
  readonly query: InstantVector<Label>;
  /** The query without conditions that only say when it counts, such as a minimum of requests. */
  readonly measured: InstantVector;
  readonly threshold?: Threshold;
  /** Requires that the other query also returns a sample with the same values of the joined labels. */
  and<Other extends string>(
    guard: InstantVector<Other>,
    join: Joined<CommonLabel<Label, Other>>,
  ): Condition<Label>;
}

/** Compares the signal with a threshold: `compare(errorRatio, scope, '>', 0.05)`. */
export function compare<Label extends string>(
  signal: Signal<Label>,
  scope: Scope,
  comparison: Comparison,
  value: number,
): Condition<Label> {
  return condition(where(signal.query(scope), comparison, value), { signal: signal.key, comparison, value });
}

/** Any query that returns a sample exactly while the alert should be active. */
export function matching<Label extends string>(query: InstantVector<Label>): Condition<Label> {
  return condition(query);
}

function condition<Label extends string>(
  query: InstantVector<Label>,
  threshold?: Threshold,
  measured: InstantVector = query,
): Condition<Label> {
  return {
    query,
    measured,
    ...(threshold ? { threshold } : {}),
    and: (guard, join) => condition(and(query, guard, join), threshold, measured),
  };
}

/** An alert that inhibits another one while it fires, because both report the same fault. */
export interface Inhibitor {
  /** Its name. */
  readonly alert: string;
  /** Labels of the rule, if several rules have that name: `{ severity: 'critical' }`. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Labels that must have equal values in both alerts; `namespace` and `service` always must. */
  readonly equal?: readonly string[];
}

export interface Alert {
  readonly kind: 'alert';
  readonly name: string;
  readonly severity: AlertSeverity;
  /**
   * Alerts that report the same fault and fire no later than this one. While one of them fires, this one is
   * silent.
   */
  readonly inhibitedBy?: readonly Inhibitor[];
  /** Distinguishes alert rules with the same name; the texts cannot print these labels. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly condition: Condition;
  /** How long the condition must be true without interruption. */
  readonly for?: Duration;
  /** How long the alert keeps firing after the condition ended. */
  readonly keepFiringFor?: Duration;
  /** Without values, so that all notifications of the alert share it. */
  readonly summary: Text;
  /** With labels and values: `{{ $labels.pod }}`, `{{ $value | humanizePercentage }}`. */
  readonly description: Text;
  /** The panel to open, if it is not the one that plots the condition's signal. */
  readonly panel?: string;
  readonly scenarios: readonly Scenario[];
  /** Yields the tests that every alert needs; `scenarios` are specific to this one. */
  readonly boundaryTests?: BoundaryTests;
  readonly site: CallSite;
}

/** The tests of an alert. They may be in a separate file and be spread into the definition. */
export type AlertCases = Partial<Pick<Alert, 'boundaryTests' | 'scenarios'>>;

export function alert(
  name: string,
  definition: Omit<Alert, 'kind' | 'name' | 'site' | keyof AlertCases> & AlertCases,
): Alert {
  return { kind: 'alert', name, scenarios: [], ...definition, site: callSite() };
}

/** Adds inhibitors to an alert, for example to one from a mixin. */
export function inhibited<Rule extends Alert>(rule: Rule, ...inhibitedBy: readonly Inhibitor[]): Rule {
  return { ...rule, inhibitedBy: [...(rule.inhibitedBy ?? []), ...inhibitedBy] };
}

export interface RecordingRule {
  readonly kind: 'recording rule';
  /** The contract's series that the rule writes. */
  readonly series: Gauge;
  readonly query: InstantVector;
  /** Labels added to every recorded sample. */
  readonly labels: Readonly<Record<string, string>>;
  readonly scenarios: readonly RecordingScenario[];
  readonly site: CallSite;
}

/** The tests of a recording rule. */
export type RecordCases = Pick<RecordingRule, 'scenarios'>;

export function record(
  series: Gauge,
  query: InstantVector,
  { labels = {}, scenarios = [] }: Partial<Pick<RecordingRule, 'labels' | 'scenarios'>> = {},
): RecordingRule {
  return { kind: 'recording rule', series, query, labels, scenarios, site: callSite() };
}

/** Evaluated in order at one instant: a rule may read what a rule above it recorded. */
export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly (Alert | RecordingRule)[];
  /** The objectives of its rules, for the overview of all objectives. */
  readonly objectives?: readonly PromisedObjective[];
}
