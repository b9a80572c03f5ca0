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
 * The series behind an alert's signal at any value. Boundary-value tests are derived from them: just inside the threshold,
 * just beyond it, and back. A condition without a threshold takes 1 for "met" and 0 for "not met".
 */
export interface BoundaryTests {
  /** The series of the service while the signal goes through the phases, from the start of the scenario on. */
  given(phases: Phases): readonly GivenSeries[];
  /** From the first sample until the condition holds, if the value is beyond the threshold from the start on. */
  readonly holdsAfter: Duration;
  /** From a change to the normal value until the condition no longer holds; by default the longest range of the query. */
  readonly endsAfter?: Duration;
  /** Labels of the firing alert's sample, besides those that the environment fixes. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The value nearest to the threshold at which it fires; by default 2 % beyond it, or at it for `==`. */
  readonly firing?: number;
  /** The value nearest to the threshold at which it is quiet; by default 2 % inside it. */
  readonly quiet?: number;
  /** The value while all is well; by default the quiet one. */
  readonly normalValue?: number;
  /** The value in the alert's texts while the signal has the given one, where they differ. */
  shown?(value: number): number;
  /** Labels that make the series those of another pod, volume or track, which alerts on its own. */
  readonly otherInstance?: Readonly<Record<string, string>>;
  /** A value so far beyond the threshold that it outlasts half of the query's range when it ends. */
  readonly extremeValue?: number;
  /**
   * The same signal from more series: split among pods, or with others beside them that must not count.
   * @param series the series to split
   * @param seriesAt the series at which the signal has another value, for as long
   */
  splitSeries?(
    series: readonly GivenSeries[],
    seriesAt: (value: number) => readonly GivenSeries[],
  ): readonly GivenSeries[];
  /** What other rules record meanwhile, so that series from other services can also join against it. */
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
