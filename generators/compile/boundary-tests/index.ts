import { type Duration, formatDuration } from '../../base/duration.ts';
import type { Alert, Threshold } from '../../define/rules.ts';
import {
  type Expectation,
  type Firing,
  type GivenSeries,
  type Scenario,
  scenario,
  stale,
} from '../../define/scenario.ts';
import { relabelled } from '../../define/variants.ts';
import { type InstantVector, textOf } from '../../promql/build/query.ts';
import { analyse, isExact } from '../../promql/parse/index.ts';
import { type AlertTimings, alertTimings, DEFAULT_EVALUATION_INTERVAL, MINUTE } from './alert-timings.ts';
import { restartedAt } from './counter-restarts.ts';
import { canShareOneTest, mismatchedSeries } from './mismatched-series.ts';

/**
 * The tests that follow from the alert itself: just inside, at and just beyond the threshold; before and after `for`;
 * recovery from the firing and from an extreme value; series that end or are absent; counter resets; series that are split
 * or duplicated; another instance; and, for each label matcher, series that differ in that one label.
 */
export function boundaryTestScenarios(alert: Alert): readonly Scenario[] {
  const { boundaryTests } = alert;
  if (boundaryTests === undefined) return [];
  const timings = alertTimings(alert, boundaryTests);
  const evaluationInterval = formatDuration(timings.tick);
  return [
    ...thresholds(timings),
    recovery(timings),
    ...(boundaryTests.absence === 'fires' ? [] : [disappearance(timings)]),
    absence(timings),
    ...strictness(timings),
    ...restart(timings),
    ...extremes(timings),
    ...splits(timings),
    ...otherInstances(timings),
    ...mismatches(timings),
  ].map((test) =>
    test.evaluationInterval === DEFAULT_EVALUATION_INTERVAL ? { ...test, evaluationInterval } : test,
  );
}

const at = (time: number, ...firing: readonly Firing[]): Expectation => ({
  at: formatDuration(time),
  firing,
});

const lasting = (time: number): Duration => formatDuration((Math.ceil(time / MINUTE) + 1) * MINUTE);

function firingOf(
  { boundaryTests, firing }: AlertTimings,
  labels: Readonly<Record<string, string>> = {},
): Firing {
  return { labels: { ...boundaryTests.labels, ...labels }, value: boundaryTests.shown?.(firing) ?? firing };
}

function thresholds(timings: AlertTimings): readonly Scenario[] {
  const { boundaryTests, firing, quiet, fires, hold } = timings;
  const end = fires + timings.long;
  // A `for` of a minute needs a shorter evaluation interval, so that half of it can pass.
  const isShort = hold > 0 && hold < 2 * timings.tick;
  const step = isShort ? hold / 4 : timings.tick;
  return [
    scenario('just inside the threshold: no alert', {
      given: boundaryTests.given([{ value: quiet, length: lasting(end) }]),
      expect: [at(end)],
    }),
    scenario('just beyond the threshold: fires, but not before `for` has passed', {
      given: boundaryTests.given([{ value: firing, length: lasting(end) }]),
      expect: [...(hold > 0 ? [at(fires - step)] : []), at(fires + step, firingOf(timings))],
      ...(isShort ? { evaluationInterval: formatDuration(step) } : {}),
    }),
  ];
}

/** Only values that are read or added up are exact; division and extrapolation are approximate. */
function strictness(timings: AlertTimings): readonly Scenario[] {
  const { alert, boundaryTests, fires } = timings;
  const { threshold: given, query } = alert.condition;
  if (given === undefined || !isStrictnessVisible(given) || !isExactQuery(query)) return [];
  const end = fires + timings.long;
  const includes = given.comparison.endsWith('=');
  const labels = { ...boundaryTests.labels };
  return [
    scenario(`exactly at the threshold: ${includes ? 'fires' : 'no alert'}`, {
      given: boundaryTests.given([{ value: given.value, length: lasting(end) }]),
      expect: [
        at(end, ...(includes ? [{ labels, value: boundaryTests.shown?.(given.value) ?? given.value }] : [])),
      ],
    }),
  ];
}

function isExactQuery(query: InstantVector): boolean {
  const { syntax } = analyse(textOf(query));
  return syntax !== undefined && isExact(syntax);
}

const isStrictnessVisible = ({ comparison }: Threshold) => comparison !== '==' && comparison !== '!=';

/** A reset within the range, as late as possible while a range of half the length still includes it. */
function restart(timings: AlertTimings): readonly Scenario[] {
  const { boundaryTests, firing, fires } = timings;
  const end = fires + 3 * timings.tick;
  const given = boundaryTests.given([{ value: firing, length: lasting(end) }]);
  if (!given.some(({ series }) => series.kind === 'counter')) return [];
  return [
    scenario('a counter reset changes nothing', {
      given: restartedAt(end - timings.tick, given),
      expect: [at(end, firingOf(timings))],
    }),
  ];
}

/**
 * By then a query over half the range would no longer see the extreme value, and one over twice the range
 * still would.
 */
function extremes(timings: AlertTimings): readonly Scenario[] {
  const { boundaryTests, normalValue, fires, keep, reach } = timings;
  const { extremeValue } = boundaryTests;
  if (extremeValue === undefined) return [];
  const change = fires + 5 * timings.tick;
  const later = change + Math.floor(reach / 2 / timings.tick) * timings.tick;
  return [
    scenario('an extreme value stays in the range until its end, and no longer', {
      given: boundaryTests.given([
        { value: extremeValue, length: formatDuration(change) },
        { value: normalValue, length: lasting(reach + keep + timings.long) },
      ]),
      expect: [
        at(later, { labels: { ...boundaryTests.labels } }),
        at(change + reach + keep + 2 * timings.tick),
      ],
    }),
  ];
}

function splits(timings: AlertTimings): readonly Scenario[] {
  const { boundaryTests, firing, quiet, fires } = timings;
  const { splitSeries } = boundaryTests;
  if (splitSeries === undefined) return [];
  const end = fires + timings.long;
  const fixture = (value: number) => {
    const at = (other: number) => boundaryTests.given([{ value: other, length: lasting(end) }]);
    return distinct(splitSeries(at(value), at));
  };
  return [
    scenario('split among more series: fires', {
      given: fixture(firing),
      expect: [at(end, firingOf(timings))],
    }),
    scenario('split among more series: no alert', { given: fixture(quiet), expect: [at(end)] }),
  ];
}

function recovery(timings: AlertTimings): Scenario {
  const { boundaryTests, firing, normalValue, fires, keep, ends } = timings;
  const change = fires + 5 * timings.tick;
  const end = change + ends + keep;
  const isKept = keep >= 3 * timings.tick;
  return scenario(isKept ? 'keeps firing for a while after the condition ends, then resolves' : 'resolves', {
    given: boundaryTests.given([
      { value: firing, length: formatDuration(change) },
      { value: normalValue, length: lasting(end + timings.long) },
    ]),
    expect: [
      at(change - timings.tick, firingOf(timings)),
      // Up to 2.x a range includes the sample at its start, so the condition ends one evaluation later than
      // in 3.x.
      ...(isKept ? [at(end - 3 * timings.tick, firingOf(timings))] : []),
      at(end + 2 * timings.tick),
    ],
  });
}

function disappearance(timings: AlertTimings): Scenario {
  const { boundaryTests, firing, fires, keep, reach, ends } = timings;
  const change = fires + 5 * timings.tick;
  const ended = boundaryTests
    .given([{ value: firing, length: formatDuration(change) }])
    .map((series) => ({ ...series, segments: [...series.segments, stale] }));
  return scenario('resolves when its series end', {
    given: ended,
    expect: [at(change + Math.max(reach, ends) + keep + 2 * timings.tick)],
  });
}

function absence(timings: AlertTimings): Scenario {
  const isAlarming = timings.boundaryTests.absence === 'fires';
  return scenario(isAlarming ? 'no series at all: fires' : 'no series at all: no alert', {
    given: [],
    expect: [at(timings.fires + timings.long, ...(isAlarming ? [firingOf(timings)] : []))],
  });
}

function otherInstances(timings: AlertTimings): readonly Scenario[] {
  const { alert, boundaryTests, firing, quiet, fires } = timings;
  const { otherInstance } = boundaryTests;
  if (otherInstance === undefined) return [];
  const end = fires + timings.long;
  const series = (value: number) => boundaryTests.given([{ value, length: lasting(end) }]);
  const moved = (value: number) => relabelled(series(value), otherInstance);
  const own = Object.fromEntries(
    Object.entries(otherInstance).filter(([label]) => alert.condition.query.labels.includes(label)),
  );
  return [
    scenario('a healthy other instance neither hides the alert nor fires', {
      given: distinct([...series(firing), ...moved(quiet)]),
      expect: [at(fires + timings.tick, firingOf(timings))],
    }),
    scenario('a second instance with the same fault fires on its own', {
      given: distinct([...series(firing), ...moved(firing)]),
      expect: [at(fires + timings.tick, firingOf(timings), firingOf(timings, own))],
    }),
  ];
}

/** Each series differs from the service's own in one label, so each matcher must reject one. */
function mismatches(timings: AlertTimings): readonly Scenario[] {
  const { alert, boundaryTests, firing, quiet, fires } = timings;
  const end = fires + timings.long;
  const isAlarming = boundaryTests.absence === 'fires';
  // An alert on absence fires without its series; series of others must not resolve it.
  const series = boundaryTests.given([{ value: isAlarming ? quiet : firing, length: lasting(end) }]);
  const recorded = boundaryTests.recorded?.(lasting(end)) ?? [];
  const others = mismatchedSeries(alert.condition.query.expression, series, recorded);
  if (others.length === 0) return [];
  const scenarios = canShareOneTest(others, series) ? [others] : others.map((one) => [one]);
  return scenarios.map((fixture) => {
    const labels = [...new Set(fixture.map(({ label }) => label))].join(', ');
    return scenario(`series that differ in one label (${labels}): no alert`, {
      given: distinct(fixture.flatMap(({ given }) => given)),
      expect: [at(fires + timings.tick, ...(isAlarming ? [firingOf(timings)] : []))],
    });
  });
}

/** promtool rejects a series that is given twice. */
function distinct(given: readonly GivenSeries[]): readonly GivenSeries[] {
  const key = ({ series, labels }: GivenSeries) =>
    JSON.stringify([
      series.name,
      ...Object.keys(labels)
        .sort()
        .map((label) => [label, labels[label]]),
    ]);
  return [...new Map(given.map((one) => [key(one), one])).values()];
}
