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
import { MINUTE, type Turned, turn, USUAL_CLOCK } from './alert-timings.ts';
import { restartedAt } from './counter-restarts.ts';
import { canStandTogether, decoysOf } from './mismatched-series.ts';

/**
 * The tests that follow from an alert itself: on both sides of its threshold and at it, on both sides of its hold,
 * recovery at once and after grave trouble, series that end, nothing at all, a restart of the counters, series that are
 * split or repeated, a neighbour that is well, and for each label matcher a series that differs in that label only.
 */
export function derivedScenarios(alert: Alert): readonly Scenario[] {
  const { dial } = alert;
  if (dial === undefined) return [];
  const turned = turn(alert, dial);
  const clock = formatDuration(turned.tick);
  return [
    ...thresholds(turned),
    recovery(turned),
    ...(dial.absence === 'fires' ? [] : [disappearance(turned)]),
    absence(turned),
    ...strictness(turned),
    ...restart(turned),
    ...aftermath(turned),
    ...crowds(turned),
    ...neighbours(turned),
    ...decoys(turned),
  ].map((story) => (story.clock === USUAL_CLOCK ? { ...story, clock } : story));
}

const at = (time: number, ...firing: readonly Firing[]): Expectation => ({
  at: formatDuration(time),
  firing,
});

const lasting = (time: number): Duration => formatDuration((Math.ceil(time / MINUTE) + 1) * MINUTE);

function firingOf({ dial, firing }: Turned, labels: Readonly<Record<string, string>> = {}): Firing {
  return { labels: { ...dial.labels, ...labels }, value: dial.shown?.(firing) ?? firing };
}

function thresholds(turned: Turned): readonly Scenario[] {
  const { dial, firing, quiet, fires, hold } = turned;
  const end = fires + turned.long;
  // A hold of a minute needs a faster clock: half of it must be over while it is not.
  const isShort = hold > 0 && hold < 2 * turned.tick;
  const step = isShort ? hold / 4 : turned.tick;
  return [
    scenario('just inside the threshold it stays quiet', {
      given: dial.given([{ value: quiet, length: lasting(end) }]),
      expect: [at(end)],
    }),
    scenario('just beyond the threshold it fires, and not before it has held', {
      given: dial.given([{ value: firing, length: lasting(end) }]),
      expect: [...(hold > 0 ? [at(fires - step)] : []), at(fires + step, firingOf(turned))],
      ...(isShort ? { clock: formatDuration(step) } : {}),
    }),
  ];
}

/** Only what is read or added up is exactly a number; what is divided or extrapolated is near it. */
function strictness(turned: Turned): readonly Scenario[] {
  const { alert, dial, fires } = turned;
  const { threshold: given, query } = alert.condition;
  if (given === undefined || !isStrictnessVisible(given) || !isExactQuery(query)) return [];
  const end = fires + turned.long;
  const includes = given.comparison.endsWith('=');
  const labels = { ...dial.labels };
  return [
    scenario(`exactly at the threshold it ${includes ? 'fires' : 'stays quiet'}`, {
      given: dial.given([{ value: given.value, length: lasting(end) }]),
      expect: [at(end, ...(includes ? [{ labels, value: dial.shown?.(given.value) ?? given.value }] : []))],
    }),
  ];
}

function isExactQuery(query: InstantVector): boolean {
  const { syntax } = analyse(textOf(query));
  return syntax !== undefined && isExact(syntax);
}

const isStrictnessVisible = ({ comparison }: Threshold) => comparison !== '==' && comparison !== '!=';

/** A restart within the window, as late as it can be and still be seen by a window of half the length. */
function restart(turned: Turned): readonly Scenario[] {
  const { dial, firing, fires } = turned;
  const end = fires + 3 * turned.tick;
  const given = dial.given([{ value: firing, length: lasting(end) }]);
  if (!given.some(({ series }) => series.kind === 'counter')) return [];
  return [
    scenario('a restart, after which counters begin again, changes nothing', {
      given: restartedAt(end - turned.tick, given),
      expect: [at(end, firingOf(turned))],
    }),
  ];
}

/** Grave trouble is in the window until its end, and no longer: half a window has forgotten it, two have not. */
function aftermath(turned: Turned): readonly Scenario[] {
  const { dial, calm, fires, keep, reach } = turned;
  const { grave } = dial;
  if (grave === undefined) return [];
  const change = fires + 5 * turned.tick;
  const later = change + Math.floor(reach / 2 / turned.tick) * turned.tick;
  return [
    scenario('grave trouble that ended is still in the window, and then no more', {
      given: dial.given([
        { value: grave, length: formatDuration(change) },
        { value: calm, length: lasting(reach + keep + turned.long) },
      ]),
      expect: [at(later, { labels: { ...dial.labels } }), at(change + reach + keep + 2 * turned.tick)],
    }),
  ];
}

function crowds(turned: Turned): readonly Scenario[] {
  const { dial, firing, quiet, fires } = turned;
  const { crowd } = dial;
  if (crowd === undefined) return [];
  const end = fires + turned.long;
  const world = (value: number) => {
    const at = (other: number) => dial.given([{ value: other, length: lasting(end) }]);
    return distinct(crowd(at(value), at));
  };
  return [
    scenario('told by more series it fires all the same', {
      given: world(firing),
      expect: [at(end, firingOf(turned))],
    }),
    scenario('told by more series it stays quiet all the same', { given: world(quiet), expect: [at(end)] }),
  ];
}

function recovery(turned: Turned): Scenario {
  const { dial, firing, calm, fires, keep, ends } = turned;
  const change = fires + 5 * turned.tick;
  const end = change + ends + keep;
  const isKept = keep >= 3 * turned.tick;
  return scenario(isKept ? 'it stays for a while after the condition ended, then recovers' : 'it recovers', {
    given: dial.given([
      { value: firing, length: formatDuration(change) },
      { value: calm, length: lasting(end + turned.long) },
    ]),
    expect: [
      at(change - turned.tick, firingOf(turned)),
      ...(isKept ? [at(end - 2 * turned.tick, firingOf(turned))] : []),
      at(end + 2 * turned.tick),
    ],
  });
}

function disappearance(turned: Turned): Scenario {
  const { dial, firing, fires, keep, reach, ends } = turned;
  const change = fires + 5 * turned.tick;
  const ended = dial
    .given([{ value: firing, length: formatDuration(change) }])
    .map((series) => ({ ...series, segments: [...series.segments, stale] }));
  return scenario('it ends with the series it is about', {
    given: ended,
    expect: [at(change + Math.max(reach, ends) + keep + 2 * turned.tick)],
  });
}

function absence(turned: Turned): Scenario {
  const isAlarming = turned.dial.absence === 'fires';
  return scenario(
    isAlarming ? 'it fires when there is nothing at all' : 'it stays quiet when there is nothing at all',
    {
      given: [],
      expect: [at(turned.fires + turned.long, ...(isAlarming ? [firingOf(turned)] : []))],
    },
  );
}

function neighbours(turned: Turned): readonly Scenario[] {
  const { alert, dial, firing, quiet, fires } = turned;
  const { neighbour } = dial;
  if (neighbour === undefined) return [];
  const end = fires + turned.long;
  const series = (value: number) => dial.given([{ value, length: lasting(end) }]);
  const moved = (value: number) => relabelled(series(value), neighbour);
  const own = Object.fromEntries(
    Object.entries(neighbour).filter(([label]) => alert.condition.query.labels.includes(label)),
  );
  return [
    scenario('a neighbour that is well neither hides the alert nor fires', {
      given: distinct([...series(firing), ...moved(quiet)]),
      expect: [at(fires + turned.tick, firingOf(turned))],
    }),
    scenario('a neighbour in the same trouble fires on its own', {
      given: distinct([...series(firing), ...moved(firing)]),
      expect: [at(fires + turned.tick, firingOf(turned), firingOf(turned, own))],
    }),
  ];
}

/** All in one world: each differs from the service's own series in one label, so each matcher has one to refuse. */
function decoys(turned: Turned): readonly Scenario[] {
  const { alert, dial, firing, quiet, fires } = turned;
  const end = fires + turned.long;
  const isAlarming = dial.absence === 'fires';
  // An alert on absence fires without its series; what must not calm it are those of others.
  const series = dial.given([{ value: isAlarming ? quiet : firing, length: lasting(end) }]);
  const recorded = dial.recorded?.(lasting(end)) ?? [];
  const others = decoysOf(alert.condition.query.expression, series, recorded);
  if (others.length === 0) return [];
  const worlds = canStandTogether(others, series) ? [others] : others.map((one) => [one]);
  return worlds.map((world) => {
    const labels = [...new Set(world.map(({ label }) => label))].join(', ');
    return scenario(`series that differ in one of ${labels} are none of its business`, {
      given: distinct(world.flatMap(({ given }) => given)),
      expect: [at(fires + turned.tick, ...(isAlarming ? [firingOf(turned)] : []))],
    });
  });
}

/** promtool refuses a series that is given twice. */
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
