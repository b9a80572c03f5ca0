import {
  type Duration,
  formatDuration,
  milliseconds,
  type Objective,
  type ObjectiveRecord,
} from 'observability-as-code';
import {
  constant,
  type GivenSeries,
  given,
  increasing,
  inParts,
  missing,
  type RecordingScenario,
  recordsAt,
  recordsNothingAt,
  relabelled,
  type Segment,
  scenario,
  stale,
} from 'observability-as-code/testing';
import { httpRequestDuration, httpRequests } from '../metrics/observer.ts';
import { FAST } from '../signals/slo.ts';

type Segments = readonly [Segment, ...Segment[]];
type Share = 'good' | 'bad' | 'all';

/** The counters from which an objective is made, while events go well or badly. */
export type Counters = (of: (share: Share) => Segments) => readonly GivenSeries[];

const ROUTE = { instance: '10.1.0.7:8000', pod: 'observer-0', method: 'GET', endpoint: '/status' } as const;
const OTHER_ROUTE = { endpoint: '/ready' } as const;

/** Requests that are answered with 200, or with 500. */
export const statusCounters: Counters = (of) => [
  given(httpRequests, { ...ROUTE, status: '200' }, ...of('good')),
  given(httpRequests, { ...ROUTE, status: '500' }, ...of('bad')),
];

/** Requests that are answered fast, or slowly. */
export const durationCounters: Counters = (of) => [
  given(httpRequestDuration.bucket, { ...ROUTE, le: FAST }, ...of('good')),
  given(httpRequestDuration.bucket, { ...ROUTE, le: '+Inf' }, ...of('all')),
  given(httpRequestDuration.count, ROUTE, ...of('all')),
];

type Levels = readonly [before: number, first: number, second: number];

/** Events a minute before the window, in its first half and in its second: each mistake in a window shows. */
const RATES: Readonly<Record<Share, Levels>> = {
  all: [100, 10, 30],
  good: [50, 8, 24],
  bad: [50, 2, 6],
};

/** The mean of the two halves. Five minutes have no middle, and their edges differ between versions of Prometheus. */
const mean = (share: Share) => (RATES[share][1] + RATES[share][2]) / 2;
const around = (value: number): readonly [number, number] => [value * 0.93, value * 1.18];

/** So few that a day of them adds up to less than 1: a comparison with 1 instead of 0 shows. */
const few = (value: number) => value * 1e-6;

/** Others in the cluster, whose series must not count. */
const OTHERS = [{ namespace: 'another' }, { job: 'another' }] as const;

const lasting = (minutes: number): Duration => formatDuration(minutes * 60_000);

/** The stories of what an objective records. Rules are evaluated at their start and, twice the window later, at their end. */
export function recordingStories(
  objective: Objective,
  record: ObjectiveRecord,
  counters: Counters,
  job: string,
): readonly RecordingScenario[] {
  return record.from === 'base'
    ? storiesOfBase(objective, record, { job })
    : storiesOfCounters(objective, record, counters, { job });
}

type Labels = { readonly job: string };

/** What is added up from the rates over five minutes, which are given here. */
function storiesOfBase(
  { series }: Objective,
  { of, window }: ObjectiveRecord,
  labels: Labels,
): readonly RecordingScenario[] {
  const minutes = minutesOf(window);
  const at = lasting(2 * minutes);
  // A range is read as it is; of a subquery each step of five minutes needs a sample.
  const interval = of === 'total' || minutes <= 3 * 1440 ? '5m' : '20m';
  const step = minutesOf(interval);
  // Absent when rules are evaluated, or the rule that records it would write the same samples once more.
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
  const busy = scenario(`${of} of ${window}, whose halves differ`, {
    given: [...world, ...OTHERS.flatMap((others) => relabelled(world, others))],
    expect: [recordsAt(at, labels, expected)],
    evaluationInterval: at,
    interval,
  });
  if (of === 'total') return [busy];
  const idle = scenario(`nothing of ${window} without events`, {
    given: base([0, 0, 0], [0, 0, 0]),
    expect: [recordsNothingAt(at)],
    evaluationInterval: at,
    interval,
  });
  return [busy, idle];
}

/** What is read from the counters of the service. */
function storiesOfCounters(
  { series, counted }: Objective,
  { of, window }: ObjectiveRecord,
  counters: Counters,
  labels: Labels,
): readonly RecordingScenario[] {
  const minutes = minutesOf(window);
  const at = lasting(2 * minutes);
  const partners = {
    total: [],
    errors: Object.values(series.total),
    'error ratio': [...Object.values(series.total), series.errors],
  }[of].map((one) => given(one, labels, constant(1, at)));
  const busy = counters((share) => rising(minutes, RATES[share]));
  const expected = {
    total: mean('all') / 60,
    errors: mean('bad') / 60,
    'error ratio': mean('bad') / mean('all'),
  }[of];
  const told = scenario(`${of} of ${window}, whose halves differ, on two routes that restart`, {
    given: [
      ...inParts(busy, OTHER_ROUTE),
      // What counts events of somebody else would find a partner in what was recorded of them.
      ...OTHERS.flatMap((others) => relabelled([...busy, ...partners], others)),
    ],
    expect: [recordsAt(at, labels, around(expected))],
    evaluationInterval: at,
  });
  if (of === 'total') return [told];

  const isErrors = counted.as === 'errors';
  const all = of === 'errors' ? around(mean('all') / 60) : ([0.999, 1.001] as const);
  const uncounted = scenario(isErrors ? `no errors at all in ${window}` : `nothing went well in ${window}`, {
    // What is counted has no series yet.
    given: counters(() => rising(minutes, RATES.all)).filter((one) =>
      isErrors ? one.labels.status !== '500' : one.labels.le !== FAST,
    ),
    expect: [recordsAt(at, labels, isErrors ? 0 : all)],
    evaluationInterval: at,
  });
  if (of === 'errors') return [told, uncounted];
  const idle = scenario(`nothing of ${window} without events`, {
    given: counters(() => [constant(7, at), constant(7, '10m')]),
    expect: [recordsNothingAt(at)],
    evaluationInterval: at,
  });
  return [told, uncounted, idle];
}

/** A counter that grows at other rates before the window, in its first and in its second half, where it begins again. */
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
