import { inParts, relabelled } from '../generators/definitions/dial.ts';
import { type Duration, formatDuration, milliseconds } from '../generators/definitions/duration.ts';
import {
  counting,
  type GivenSeries,
  given,
  level,
  missing,
  type RecordingScenario,
  recordsAt,
  recordsNothingAt,
  type Segment,
  scenario,
  stale,
} from '../generators/definitions/scenario.ts';
import type { Objective, ObjectiveRecord } from '../generators/slo/index.ts';
import { httpRequestDuration, httpRequests } from '../metrics/observer.ts';
import { FAST } from '../signals/slo.ts';

type Segments = readonly [Segment, ...Segment[]];
type Share = 'good' | 'bad' | 'all';

/** The counters from which an objective is made, while events go well or badly. */
export type Counters = (of: (share: Share) => Segments) => readonly GivenSeries[];

const ROUTE = { instance: '10.1.0.7:8000', pod: 'observer-0', method: 'GET', endpoint: '/status' } as const;
const OTHER_ROUTE = { endpoint: '/ready' } as const;

/** Requests that are answered with 200, or with 500. */
export const answered: Counters = (of) => [
  given(httpRequests, { ...ROUTE, status: '200' }, ...of('good')),
  given(httpRequests, { ...ROUTE, status: '500' }, ...of('bad')),
];

/** Requests that are answered fast, or slowly. */
export const timed: Counters = (of) => [
  given(httpRequestDuration.bucket, { ...ROUTE, le: FAST }, ...of('good')),
  given(httpRequestDuration.bucket, { ...ROUTE, le: '+Inf' }, ...of('all')),
  given(httpRequestDuration.count, ROUTE, ...of('all')),
];

/** Events a minute before the window, in its first half and in its second: each mistake in a window shows. */
const RATES: Readonly<Record<Share, readonly [before: number, first: number, second: number]>> = {
  all: [100, 10, 30],
  good: [50, 8, 24],
  bad: [50, 2, 6],
};

/** The mean of the two halves. Five minutes have no middle, and their edges differ between versions of Prometheus. */
const mean = (share: Share) => (RATES[share][1] + RATES[share][2]) / 2;
type Levels = readonly [before: number, first: number, second: number];

/** So few that a day of them adds up to less than 1: a comparison with 1 instead of 0 shows. */
const few = (value: number) => value * 1e-6;

const LOW = 0.93;
const HIGH = 1.18;

/** The stories of what an objective records. */
export function recordingStories(
  { series, counted }: Objective,
  { of, window, from }: ObjectiveRecord,
  counters: Counters,
  job: string,
): readonly RecordingScenario[] {
  const labels = { job };
  const minutes = milliseconds(window) / 60_000;
  const at = formatDuration(2 * minutes * 60_000);
  const story = { clock: at };
  /** What the service recorded of somebody else would find a partner in this. */
  const recordedElsewhere = (others: Readonly<Record<string, string>>) =>
    relabelled(
      [...Object.values(series.total), ...(of === 'errors' ? [] : [series.errors])].map((one) =>
        given(one, labels, level(1, at)),
      ),
      others,
    );
  const elsewhere = [{ namespace: 'another' }, { job: 'another' }];

  if (from === 'base') {
    // A range is read as it is; of a subquery each step of five minutes needs a sample.
    const spacing = of === 'total' || minutes <= 3 * 1440 ? '5m' : '20m';
    const step = milliseconds(spacing) / 60_000;
    const lasting = (length: number) => formatDuration(length * 60_000);
    // Absent when rules are evaluated, or the rule that records it would write the same samples once more.
    const halves = ([before, first, second]: Levels): Segments => [
      missing(lasting(step)),
      level(before, lasting(minutes - step)),
      level(first, lasting(minutes / 2)),
      level(second, lasting(minutes / 2)),
      stale,
    ];
    const base = (total: Levels, errors: Levels) => [
      given(series.total['5m'], labels, ...halves(total)),
      given(series.errors, labels, ...halves(errors)),
    ];
    const world = base([few(100), few(10), few(50)], [few(100), few(1), few(3)]);
    const expected = of === 'total' ? ([few(29), few(31)] as const) : ([0.98 / 15, 1.02 / 15] as const);
    return [
      scenario(`${of} of ${window}, whose halves differ`, {
        ...story,
        spacing,
        given: [...world, ...elsewhere.flatMap((others) => relabelled(world, others))],
        expect: [recordsAt(at, labels, expected)],
      }),
      ...(of === 'total'
        ? []
        : [
            scenario(`nothing of ${window} without events`, {
              ...story,
              spacing,
              given: base([0, 0, 0], [0, 0, 0]),
              expect: [recordsNothingAt(at)],
            }),
          ]),
    ];
  }

  const busy = counters((share) => rising(minutes, RATES[share]));
  const world = [
    ...inParts(busy, OTHER_ROUTE),
    ...elsewhere.flatMap((others) => [
      ...relabelled(busy, others),
      ...(of === 'total' ? [] : recordedElsewhere(others)),
    ]),
  ];
  const perSecond = (share: Share): readonly [number, number] => [
    (mean(share) / 60) * LOW,
    (mean(share) / 60) * HIGH,
  ];
  const share = mean('bad') / mean('all');
  const expected =
    of === 'total'
      ? perSecond('all')
      : of === 'errors'
        ? perSecond('bad')
        : ([share * LOW, share * HIGH] as const);
  const told = scenario(`${of} of ${window}, whose halves differ, on two routes that restart`, {
    ...story,
    given: world,
    expect: [recordsAt(at, labels, expected)],
  });
  if (of === 'total') return [told];
  const good = counters((one) => (one === 'bad' ? [level(0, at)] : rising(minutes, RATES.all)));
  const onlyTotal = good.filter(({ labels: its }) =>
    counted.as === 'errors' ? its.status !== '500' : its.le !== FAST,
  );
  const whole: readonly [number, number] = of === 'errors' ? perSecond('all') : [0.999, 1.001];
  const uncounted = scenario(
    counted.as === 'errors' ? `no errors at all in ${window}` : `nothing went well in ${window}`,
    {
      ...story,
      given: onlyTotal,
      expect: [recordsAt(at, labels, counted.as === 'errors' ? 0 : whole)],
    },
  );
  if (of === 'errors') return [told, uncounted];
  const idle = scenario(`nothing of ${window} without events`, {
    ...story,
    given: counters(() => [level(7, at), level(7, '10m')]),
    expect: [recordsNothingAt(at)],
  });
  return [told, uncounted, idle];
}

/** A counter that grows at other rates before the window, in its first and in its second half, where it begins again. */
function rising(minutes: number, [before, first, second]: readonly [number, number, number]): Segments {
  const half = Math.floor(minutes / 2);
  const middle = minutes - 2 * half;
  const for_ = (length: number): Duration => formatDuration(length * 60_000);
  const calm = Math.max(1, Math.floor(half / 2));
  return [
    counting(before, for_(minutes + 1)),
    counting(first, for_(half)),
    ...(middle > 0 ? [counting((first + second) / 2, for_(middle))] : []),
    counting(second, for_(calm)),
    counting(second, for_(half - calm + 10), second),
  ];
}
