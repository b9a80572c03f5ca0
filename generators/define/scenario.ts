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

/** A gauge that stays at a value, or a counter that stands still. */
export const constant = (value: number, length: Duration): Segment => ({ kind: 'constant', value, length });

/** A counter that grows evenly, from where it was or from a given value. A negative rate makes a gauge fall. */
export const increasing = (perMinute: number, length: Duration, from?: number): Segment => ({
  kind: 'increasing',
  perMinute,
  length,
  ...(from === undefined ? {} : { from }),
});

/** No samples: the scrape failed. */
export const missing = (length: Duration): Segment => ({ kind: 'missing', length });

/** Prometheus notes that the series ended: the target or the series is gone. */
export const stale: Segment = { kind: 'stale' };

export interface GivenSeries {
  readonly series: Series;
  readonly labels: Readonly<Record<string, string>>;
  readonly segments: readonly Segment[];
}

/** A series that exists in a scenario. Labels that the environment fixes (`namespace`, `job`) are filled in. */
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
  /** Left out where a window is half full: what Prometheus extrapolates then differs between its versions. */
  readonly value?: number;
}

export interface Expectation {
  /** Time since the start of the scenario. */
  readonly at: Duration;
  /** Empty: the alert is quiet. */
  readonly firing: readonly Firing[];
  /** Of several rules of one name, told apart by their labels, only this one is meant. */
  readonly isOfThisRule?: boolean;
}

/** A sample that a recording rule must write, with a value from `low` to `high`; if these are one, with this value. */
export interface Recorded {
  readonly labels: Readonly<Record<string, string>>;
  readonly low: number;
  readonly high: number;
}

export interface RecordedExpectation {
  /** Time since the start of the scenario. */
  readonly at: Duration;
  /** Empty: nothing is recorded. */
  readonly samples: readonly Recorded[];
}

interface TestCase<Expected> {
  /** A sentence. */
  readonly name: string;
  readonly given: readonly GivenSeries[];
  readonly expect: readonly Expected[];
  /**
   * How often the rules are evaluated. A test of many hours, such as one that waits for the closing bell, takes a
   * slower evaluationInterval: its cost is the number of evaluations.
   */
  readonly evaluationInterval: Duration;
  /** Between two samples of its series; by default a minute. promtool reads ten thousand samples at most in a query. */
  readonly interval?: Duration;
}

/** The series of a test of one alert, and when it must fire. */
export type Scenario = TestCase<Expectation>;

/** The series of a test of one recording rule, and what it must record. */
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

/** This rule is quiet, whatever others of its name do. */
export const thisRuleIsQuietAt = (at: Duration): Expectation => ({ at, firing: [], isOfThisRule: true });

/** Floating point adds up in another order from version to version. */
const ROUNDING = 1e-6;

/** Expects one sample with this value, or with one between two. */
export function recordsAt(
  at: Duration,
  labels: Readonly<Record<string, string>>,
  value: number | readonly [low: number, high: number],
): RecordedExpectation {
  if (typeof value !== 'number') return { at, samples: [{ labels, low: value[0], high: value[1] }] };
  // Whole numbers are exact.
  const margin = Number.isInteger(value) ? 0 : Math.abs(value) * ROUNDING;
  return { at, samples: [{ labels, low: value - margin, high: value + margin }] };
}

export const recordsNothingAt = (at: Duration): RecordedExpectation => ({ at, samples: [] });

function withoutGaps(labels: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const full: Record<string, string> = {};
  for (const [label, value] of Object.entries(labels)) if (value !== undefined) full[label] = value;
  return full;
}
