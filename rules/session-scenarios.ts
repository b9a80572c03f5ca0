import { type Duration, formatDuration, milliseconds } from 'observability-as-code';
import {
  constant,
  firesAt,
  type GivenSeries,
  given,
  quietAt,
  type Scenario,
  scenario,
} from 'observability-as-code/testing';
import { sessionOpen } from '../metrics/prometheus.ts';

/** Tests start when the market opens; it closes after 390 minutes and opens again after 1440. */
const CLOSES_AFTER_MINUTES = 390;
const OPENS_AFTER_MINUTES = 1440;

/**
 * Minutes between two evaluations: as many as the window allows, because a night costs its evaluations. It must not divide
 * the window: then the last sample of the night would lie on the window's edge, which belongs to the window in Prometheus
 * 2 and not in 3.
 */
function evaluationMinutes(window: number): number {
  const longest = Math.ceil(0.7 * window);
  return window % longest === 0 ? longest - 0.5 : longest;
}

/** As long as a test from the close of one session into the next one is. */
export const ALL_DAY: Duration = '1500m';

interface Fault {
  /** How far back the session must have been open. */
  readonly window: Duration;
  readonly hold?: Duration;
  /** `keepFiringFor` of the alert. */
  readonly keep?: Duration;
  readonly labels?: Readonly<Record<string, string>>;
  /** In the texts of the alert. */
  readonly value: number;
}

/**
 * A fault that lasts all day and all night: the alert fires until the market closes and not after that; in the morning it
 * fires once the market has been open for the whole window and for `hold`, and not before.
 */
export function acrossSessionBoundary(
  series: readonly GivenSeries[],
  { window, hold = '0m', keep = '0m', labels = {}, value }: Fault,
): Scenario {
  const minutes = (duration: Duration) => milliseconds(duration) / 60_000;
  const evaluationInterval = evaluationMinutes(minutes(window));
  const ticks = (time: number) => Math.ceil(time / evaluationInterval) * evaluationInterval;
  const at = (minute: number) => formatDuration(minute * 60_000);
  const opens = ticks(OPENS_AFTER_MINUTES);
  // The first evaluation whose window begins behind the last one of the night.
  const judged = ticks(opens - evaluationInterval + minutes(window));
  const fires = ticks(judged + minutes(hold));
  const closes = ticks(CLOSES_AFTER_MINUTES);
  const firing = { labels, value };
  return scenario(`resolves when the market closes, and fires again ${window} into the next session`, {
    given: series,
    expect: [
      firesAt(at(closes - 2 * evaluationInterval), firing),
      quietAt(at(ticks(closes + minutes(keep)) + evaluationInterval)),
      quietAt(at(fires - evaluationInterval)),
      firesAt(at(fires), firing),
    ],
    evaluationInterval: at(evaluationInterval),
  });
}

/** What the calendar of another service records while the market is open. */
export const openElsewhere = (length: Duration): readonly GivenSeries[] => [
  given(sessionOpen, {}, constant(1, length)),
];
