import type { LabelValues, Series } from '../../contract/metric.ts';
import { escapeRegex } from './escape.ts';
import type { LabelMatcher, MatchOperator, Window } from './expression.ts';
import type { CounterSelector, GaugeSelector } from './query.ts';

/** A condition on a label. A plain string means equality. */
export interface LabelCondition {
  readonly operator: MatchOperator;
  readonly value: string;
  readonly isVariable: boolean;
}

export type LabelConditions<Values extends LabelValues> = {
  readonly [Label in keyof Values]?: Values[Label] | LabelCondition;
};

/** `label!="value"` */
export const not = (value: string): LabelCondition => ({ operator: '!=', value, isVariable: false });

/** `label=~"regex"`, RE2, anchored at both ends by Prometheus. */
export const matches = (regex: string): LabelCondition => ({
  operator: '=~',
  value: regex,
  isVariable: false,
});

/** `label!~"regex"` */
export const matchesNot = (regex: string): LabelCondition => ({
  operator: '!~',
  value: regex,
  isVariable: false,
});

/** `label=~"a|b"`, each value escaped. */
export const anyOf = (...values: readonly string[]): LabelCondition =>
  matches(values.map(escapeRegex).join('|'));

/** `label="$name"`: a Grafana variable with one value. */
export const variable = (name: string): LabelCondition => ({
  operator: '=',
  value: `$${name}`,
  isVariable: true,
});

/** `label=~"$name"`: a Grafana variable with several values. */
export const variables = (name: string): LabelCondition => ({
  operator: '=~',
  value: `$${name}`,
  isVariable: true,
});

/**
 * Where a query is evaluated: a dashboard or a rule. It determines which series belong to the service in this
 * environment, and the range for rates.
 */
export interface Scope {
  readonly window: Window;
  /** Conditions that every selector of the exporter carries. */
  constraints(exporter: string): Readonly<Record<string, LabelCondition | string>>;
}

/** The same scope with another range. */
export function over(scope: Scope, window: Window): Scope {
  return { window, constraints: (exporter) => scope.constraints(exporter) };
}

type Selector<Kind, Label extends string> = Kind extends 'counter'
  ? CounterSelector<Label>
  : GaugeSelector<Label>;

/** Selects a series of the contract in the scope, with further conditions on its labels. */
export function select<Kind extends 'counter' | 'gauge', Values extends LabelValues>(
  scope: Scope,
  series: Series<Kind, Values>,
  conditions?: LabelConditions<Values>,
): Selector<Kind, keyof Values & string>;
export function select(
  scope: Scope,
  series: Series,
  conditions: Readonly<Record<string, LabelCondition | string | undefined>> = {},
): CounterSelector | GaugeSelector {
  const matchers: LabelMatcher[] = [];
  const all = { ...scope.constraints(series.exporter.key), ...conditions };
  for (const [label, condition] of Object.entries(all)) {
    if (condition === undefined) continue;
    matchers.push({ label, ...(typeof condition === 'string' ? equalTo(condition) : condition) });
  }
  const shared = {
    expression: { type: 'selector', metric: series.name, matchers },
    labels: [...new Set([...Object.keys(series.domains), ...series.exporter.targetLabels])],
    unit: series.unit,
    canBeEmpty: series.presence === 'after-first-event' || narrowsOpenLabel(series, conditions),
    canBeNaN: false,
    reads: [series],
  } as const;
  return series.kind === 'counter'
    ? { kind: 'counter selector', selects: 'counter', ...shared }
    : { kind: 'instant vector', selects: 'gauge', ...shared };
}

const equalTo = (value: string): LabelCondition => ({ operator: '=', value, isVariable: false });

/** A value of an open label may never have occurred; the exporter initialises all values of a fixed set. */
function narrowsOpenLabel(series: Series, conditions: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(conditions).some((label) => series.domains[label]?.kind === 'up-to');
}
