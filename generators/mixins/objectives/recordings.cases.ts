import { type Duration, formatDuration, milliseconds } from '../../base/duration.ts';
import type { ServiceConfig } from '../../config/config.ts';
import { exampleTargets, foreignLabels } from '../../define/examples.ts';
import type { EventCounter, Objective, ObjectiveRecord } from '../../define/objective/index.ts';
import {
  constant,
  given,
  increasing,
  missing,
  type RecordingScenario,
  recordsAt,
  recordsNothingAt,
  type Segment,
  scenario,
  stale,
} from '../../define/scenario.ts';
import { inParts, relabelled } from '../../define/variants.ts';
import { countersOf, jobOf } from './traffic.ts';

type Segments = readonly [Segment, ...Segment[]];
type Share = EventCounter['counts'];
type Levels = readonly [before: number, first: number, second: number];

/**
 * Events a minute before the window, in its first half and in its second half, so that each mistake in a
 * window shows.
 */
const RATES: Readonly<Record<Share, Levels>> = {
  all: [100, 10, 30],
  good: [50, 8, 24],
  bad: [50, 2, 6],
};

/**
 * The mean of the two halves. Five minutes have no exact middle, and their edges differ between versions of
 * Prometheus.
 */
const mean = (share: Share) => (RATES[share][1] + RATES[share][2]) / 2;
const around = (value: number): readonly [number, number] => [value * 0.93, value * 1.18];

/** So few that a day of them adds up to less than 1, which reveals a comparison with 1 instead of 0. */
const few = (value: number) => value * 1e-6;

const lasting = (minutes: number): Duration => formatDuration(minutes * 60_000);

/**
 * The tests of an objective's recording rules. Rules are evaluated at the start and, after twice the window,
 * at the end.
 */
export function recordingScenarios(
  objective: Objective,
  record: ObjectiveRecord,
  config: ServiceConfig,
): readonly RecordingScenario[] {
  return record.from === 'base'
    ? fromBase(objective, record, config)
    : fromCounters(objective, record, config);
}

/** The windows computed from the five-minute rates, which are given here. */
function fromBase(
  objective: Objective,
  { of, window }: ObjectiveRecord,
  config: ServiceConfig,
): readonly RecordingScenario[] {
  const { series } = objective;
  const { exporter, job } = jobOf(objective, config);
  const labels = { job };
  const minutes = minutesOf(window);
  const at = lasting(2 * minutes);
  // A range reads all samples; each five-minute step of a subquery needs one.
  const interval = of === 'total' || minutes <= 3 * 1440 ? '5m' : '20m';
  const step = minutesOf(interval);
  // Absent when rules are evaluated, or the rule that records it would write the same samples again.
  const halves = ([before, first, second]: Levels): Segments => [
    missing(lasting(step)),
    constant(before, lasting(minutes - step)),
    constant(first, lasting(minutes / 2)),
    constant(second, lasting(minutes / 2)),
    stale,
  ];
  const base = (total: Levels, errors: Levels) => [
    given(series.total['5m'], labels, ...halves(total)),
    given(series.errors, labels, ...halves(errors)),
  ];
  const world = base([few(100), few(10), few(50)], [few(100), few(1), few(3)]);
  const expected = of === 'total' ? ([few(29), few(31)] as const) : ([0.98 / 15, 1.02 / 15] as const);
  const busy = scenario(`${of} over ${window} with uneven halves`, {
    given: [...world, ...foreignLabels(config, exporter).flatMap((others) => relabelled(world, others))],
    expect: [recordsAt(at, labels, expected)],
    evaluationInterval: at,
    interval,
  });
  if (of === 'total') return [busy];
  const idle = scenario(`no value over ${window} without events`, {
    given: base([0, 0, 0], [0, 0, 0]),
    expect: [recordsNothingAt(at)],
    evaluationInterval: at,
    interval,
  });
  return [busy, idle];
}

/** The windows computed from the service's counters. */
function fromCounters(
  objective: Objective,
  { of, window }: ObjectiveRecord,
  config: ServiceConfig,
): readonly RecordingScenario[] {
  const { series, counted, counters = [] } = objective;
  const { exporter, job } = jobOf(objective, config);
  const [, otherTarget] = exampleTargets(config);
  const labels = { job };
  const minutes = minutesOf(window);
  const at = lasting(2 * minutes);
  const partners = {
    total: [],
    errors: Object.values(series.total),
    'error ratio': [...Object.values(series.total), series.errors],
  }[of].map((one) => given(one, labels, constant(1, at)));
  const busy = countersOf(objective, config, (share) => rising(minutes, RATES[share]));
  const expected = {
    total: mean('all') / 60,
    errors: mean('bad') / 60,
    'error ratio': mean('bad') / mean('all'),
  }[of];
  const busyOnTwo = scenario(`${of} over ${window} with uneven halves, from two targets that restart`, {
    given: [
      ...inParts(busy, otherTarget),
      // Without its matchers, a query would join these counters with their recorded series.
      ...foreignLabels(config, exporter).flatMap((others) => relabelled([...busy, ...partners], others)),
    ],
    expect: [recordsAt(at, labels, around(expected))],
    evaluationInterval: at,
  });
  if (of === 'total') return [busyOnTwo];

  const isErrors = counted.as === 'errors';
  const all = of === 'errors' ? around(mean('all') / 60) : ([0.999, 1.001] as const);
  const uncounted = counters.filter(({ counts }) => counts !== (isErrors ? 'bad' : 'good'));
  const none = scenario(isErrors ? `no errors over ${window}` : `every event over ${window} is an error`, {
    // The counted series does not exist yet.
    given: countersOf({ counters: uncounted }, config, () => rising(minutes, RATES.all)),
    expect: [recordsAt(at, labels, isErrors ? 0 : all)],
    evaluationInterval: at,
  });
  if (of === 'errors') return [busyOnTwo, none];
  const idle = scenario(`no value over ${window} without events`, {
    given: countersOf(objective, config, () => [constant(7, at), constant(7, '10m')]),
    expect: [recordsNothingAt(at)],
    evaluationInterval: at,
  });
  return [busyOnTwo, none, idle];
}

/**
 * A counter with different rates before the window, in its first half, and in its second half, where it
 * restarts.
 */
function rising(minutes: number, [before, first, second]: Levels): Segments {
  const half = Math.floor(minutes / 2);
  const middle = minutes - 2 * half;
  const steady = Math.max(1, Math.floor(half / 2));
  return [
    increasing(before, lasting(minutes + 1)),
    increasing(first, lasting(half)),
    ...(middle > 0 ? [increasing((first + second) / 2, lasting(middle))] : []),
    increasing(second, lasting(steady)),
    increasing(second, lasting(half - steady + 10), second),
  ];
}

const minutesOf = (duration: Duration) => milliseconds(duration) / 60_000;
