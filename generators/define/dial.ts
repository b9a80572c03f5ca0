import { type Duration, seconds } from '../base/duration.ts';
import type { LabelValues, Series } from '../contract/metric.ts';
import { type GivenSeries, given, type Segment } from './scenario.ts';

/** A stretch of time during which the alert's signal has one value. */
export interface Phase {
  readonly value: number;
  readonly length: Duration;
}

export type Phases = readonly [Phase, ...Phase[]];

/**
 * How the world looks when an alert's signal has a certain value: turned to just below the threshold, just above it
 * and back, it yields the tests that every alert needs. Conditions that compare no signal take 1 for "holds" and 0 for
 * "does not hold".
 */
export interface Dial {
  /** The series of the service while the signal goes through the phases, from the start of the scenario on. */
  given(phases: Phases): readonly GivenSeries[];
  /** From the first sample until the condition holds, if the value is beyond the threshold from the start on. */
  readonly holdsAfter: Duration;
  /** From a change to the calm value until the condition no longer holds; by default the longest range of the query. */
  readonly endsAfter?: Duration;
  /** Labels of the firing alert's sample, besides those that the environment fixes. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The value nearest to the threshold at which it fires; by default 2 % beyond it, or at it for `==`. */
  readonly firing?: number;
  /** The value nearest to the threshold at which it is quiet; by default 2 % inside it. */
  readonly quiet?: number;
  /** The value of a world in which all is well; by default the quiet one. */
  readonly calm?: number;
  /** The value in the alert's texts while the signal has the given one, where they differ. */
  shown?(value: number): number;
  /** Labels that make the series those of another pod, volume or track, which alerts on its own. */
  readonly neighbour?: Readonly<Record<string, string>>;
  /** A value so far beyond the threshold that it outlasts half of the query's range when it ends. */
  readonly grave?: number;
  /**
   * The same world told by more series: split among pods, or with others beside it that must not count.
   * @param alike the series of the world
   * @param turnedTo the series of a world in which the signal has another value, for as long
   */
  crowd?(
    alike: readonly GivenSeries[],
    turnedTo: (value: number) => readonly GivenSeries[],
  ): readonly GivenSeries[];
  /** What other rules record in this world: a series of somebody else finds a partner in them, too. */
  recorded?(length: Duration): readonly GivenSeries[];
  /** What it means that there are no series at all. An alert on `absent()` fires. */
  readonly absence?: 'quiet' | 'fires';
}

/**
 * A series that follows the phases.
 * @param segment its samples during one phase; `elapsed` are the seconds since the start of the scenario
 */
export function following<Values extends LabelValues>(
  series: Series<'counter' | 'gauge', Values>,
  labels: Partial<Values>,
  [first, ...rest]: Phases,
  segment: (value: number, length: Duration, elapsed: number) => Segment,
): GivenSeries {
  let elapsed = seconds(first.length);
  const later = rest.map(({ value, length }) => {
    const start = elapsed;
    elapsed += seconds(length);
    return segment(value, length, start);
  });
  return given(series, labels, segment(first.value, first.length, 0), ...later);
}
