import type { Duration } from '../base/duration.ts';
import type { LabelValues, Series } from '../contract/metric.ts';

/** A stretch of samples of one series. */
export type Segment =
  | { readonly kind: 'constant'; readonly value: number; readonly length: Duration }
  | {
      readonly kind: 'increasing';
      readonly perMinute: number;
      readonly length: Duration;
      readonly from?: number;
    }
  | { readonly kind: 'missing'; readonly length: Duration }
  | { readonly kind: 'stale' };

/** A gauge or a counter that does not change. */
export const constant = (value: number, length: Duration): Segment => ({ kind: 'constant', value, length });

/** A counter that increases evenly, from its last or a given value. A negative rate makes a gauge fall. */
export const increasing = (perMinute: number, length: Duration, from?: number): Segment => ({
  kind: 'increasing',
  perMinute,
  length,
  ...(from === undefined ? {} : { from }),
});

/** No samples: the scrape failed. */
export const missing = (length: Duration): Segment => ({ kind: 'missing', length });

/** A staleness marker: the target or the series is gone. */
export const stale: Segment = { kind: 'stale' };

export interface GivenSeries {
  readonly series: Series;
  readonly labels: Readonly<Record<string, string>>;
  readonly segments: readonly Segment[];
}

/** A series in a scenario. Labels that the environment fixes (`namespace`, `job`) are added. */
export function given<Values extends LabelValues>(
  series: Series<'counter' | 'gauge', Values>,
  labels: Partial<Values>,
  ...segments: readonly [Segment, ...Segment[]]
): GivenSeries {
  return { series, labels: withoutGaps(labels), segments };
}

/** An alert that must fire, with these labels of its query and this value in its texts. */
export interface Firing {
  readonly labels: Readonly<Record<string, string>>;
  /** Left out if a window is half full: Prometheus versions extrapolate it differently. */
  readonly value?: number;
}

export interface Expectation {
  /** Time since the start of the scenario. */
  readonly at: Duration;
  /** Empty if the alert must be quiet. */
  readonly firing: readonly Firing[];
  /** Applies only to this rule if several rules share a name with different labels. */
  readonly isOfThisRule?: boolean;
}

/** A sample that a recording rule must write, with a value from `low` to `high`. */
export interface Recorded {
  readonly labels: Readonly<Record<string, string>>;
  readonly low: number;
  readonly high: number;
}

export interface RecordedExpectation {
  /** Time since the start of the scenario. */
  readonly at: Duration;
  /** Empty if nothing must be recorded. */
  readonly samples: readonly Recorded[];
}

interface TestCase<Expected> {
  /** A sentence. */
  readonly name: string;
  readonly given: readonly GivenSeries[];
  readonly expect: readonly Expected[];
  /**
   * How often the rules are evaluated. A test over many hours, such as one that waits for the closing bell,
   * should use a longer interval, because its cost is the number of evaluations.
   */
  readonly evaluationInterval: Duration;
  /** Time between two samples; by default a minute. promtool reads at most ten thousand samples per query. */
  readonly interval?: Duration;
}

/** A test of one alert: series, and when it must fire. */
export type Scenario = TestCase<Expectation>;

/** A test of one recording rule: series, and what it must record. */
export type RecordingScenario = TestCase<RecordedExpectation>;

type TestCaseInput<Expected> = Omit<TestCase<Expected>, 'name' | 'evaluationInterval'> & {
  readonly evaluationInterval?: Duration;
};

export const scenario = <Expected>(name: string, test: TestCaseInput<Expected>): TestCase<Expected> => ({
  name,
  evaluationInterval: '1m',
  ...test,
});

/** A scenario over hours or days, evaluated every five minutes. */
export const longScenario = <Expected>(
  name: string,
  test: Omit<TestCaseInput<Expected>, 'evaluationInterval'>,
): TestCase<Expected> => ({
  name,
  evaluationInterval: '5m',
  ...test,
});

export const firesAt = (at: Duration, ...firing: readonly [Firing, ...Firing[]]): Expectation => ({
  at,
  firing,
});

export const quietAt = (at: Duration): Expectation => ({ at, firing: [] });

/** This rule is quiet, whatever other rules with its name do. */
export const thisRuleIsQuietAt = (at: Duration): Expectation => ({ at, firing: [], isOfThisRule: true });

/** The order of floating-point additions differs between versions. */
const ROUNDING = 1e-6;

/** Expects one sample with this value, or between two values. */
export function recordsAt(
  at: Duration,
  labels: Readonly<Record<string, string>>,
  value: number | readonly [low: number, high: number],
): RecordedExpectation {
  if (typeof value !== 'number') return { at, samples: [{ labels, low: value[0], high: value[1] }] };
  // Integers are exact.
  const margin = Number.isInteger(value) ? 0 : Math.abs(value) * ROUNDING;
  return { at, samples: [{ labels, low: value - margin, high: value + margin }] };
}

export const recordsNothingAt = (at: Duration): RecordedExpectation => ({ at, samples: [] });

function withoutGaps(labels: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const full: Record<string, string> = {};
  for (const [label, value] of Object.entries(labels)) if (value !== undefined) full[label] = value;
  return full;
}
