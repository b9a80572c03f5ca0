import { type Duration, seconds } from '../base/duration.ts';
import type { LabelValues, Series } from '../contract/metric.ts';
import { type GivenSeries, given, type Segment } from './scenario.ts';

/** A period during which the alert's signal has one value. */
export interface Phase {
  readonly value: number;
  readonly length: Duration;
}

export type Phases = readonly [Phase, ...Phase[]];

/**
 * The series behind an alert's signal, for any value. Boundary tests are derived from them: just inside the
 * threshold, just beyond it, and back. A condition without a threshold takes 1 for true and 0 for false.
 */
export interface BoundaryTests {
  /** The service's series while the signal goes through the phases, from the start of the scenario. */
  given(phases: Phases): readonly GivenSeries[];
  /** From the first sample until the condition is true, if the value is beyond the threshold from the start. */
  readonly holdsAfter: Duration;
  /**
   * From the change to the normal value until the condition is false; by default the longest range of the
   * query.
   */
  readonly endsAfter?: Duration;
  /** Labels of the firing alert's sample, besides those that the environment fixes. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The value nearest to the threshold at which it fires; by default 2 % beyond it, or at it for `==`. */
  readonly firing?: number;
  /** The value nearest to the threshold at which it is quiet; by default 2 % inside it. */
  readonly quiet?: number;
  /** The value in normal operation; by default the quiet one. */
  readonly normalValue?: number;
  /** The value in the alert's texts while the signal has the given one, if they differ. */
  shown?(value: number): number;
  /** Labels that make the series those of another pod, volume or track, which alerts on its own. */
  readonly otherInstance?: Readonly<Record<string, string>>;
  /**
   * A value so far beyond the threshold that the condition stays true until more than half of the query's
   * range has passed.
   */
  readonly extremeValue?: number;
  /**
   * The same signal from more series: split among pods, or next to others that must not count.
   *
   * @param series the series to split
   * @param seriesAt the series at which the signal has another value, for as long
   */
  splitSeries?(
    series: readonly GivenSeries[],
    seriesAt: (value: number) => readonly GivenSeries[],
  ): readonly GivenSeries[];
  /** What other rules record in the meantime, so that series of other services can also join it. */
  recorded?(length: Duration): readonly GivenSeries[];
  /** What happens without any series. An alert on `absent()` fires. */
  readonly absence?: 'quiet' | 'fires';
}

/**
 * A series that follows the phases.
 *
 * @param segment its samples during one phase; `elapsed` is in seconds since the start of the scenario
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
