import type { Dial } from '../definitions/dial.ts';
import { type Duration, formatDuration, milliseconds, parseDuration } from '../definitions/duration.ts';
import type { Alert, Threshold } from '../definitions/rules.ts';
import {
  type Expectation,
  type Firing,
  type GivenSeries,
  type Scenario,
  scenario,
  stale,
} from '../definitions/scenario.ts';
import type { Expression } from '../promql/expression.ts';
import { canStandTogether, decoysOf } from './decoys.ts';
import { restartedAt } from './restarts.ts';

const MINUTE = 60_000;
const USUAL_CLOCK = '1m';

/** Scenarios of alerts that hold for so long have a slower clock: their cost is the number of evaluations. */
const PATIENT = 60 * MINUTE;

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
    ...thresholdScenarios(turned),
    recovery(turned),
    ...(dial.absence === 'fires' ? [] : [disappearance(turned)]),
    absence(turned),
    ...threshold(turned),
    ...restart(turned),
    ...aftermath(turned),
    ...crowds(turned),
    ...neighbours(turned),
    ...decoys(turned),
  ].map((story) => (story.clock === USUAL_CLOCK ? { ...story, clock } : story));
}

/** An alert with the settings of its dial, and the instants that matter, in milliseconds. */
interface Turned {
  readonly alert: Alert;
  readonly dial: Dial;
  readonly firing: number;
  readonly quiet: number;
  readonly calm: number;
  /** When the alert fires, if the condition is met from the start on. */
  readonly fires: number;
  readonly hold: number;
  /** Between two evaluations. `for` is tested one tick before and one after its end. */
  readonly tick: number;
  /** How long it stays after the condition ended. */
  readonly keep: number;
  /** How far back the query looks. */
  readonly reach: number;
  /** From a change to the calm value to the end of the condition. */
  readonly ends: number;
}

function turn(alert: Alert, dial: Dial): Turned {
  const hold = alert.for === undefined ? 0 : milliseconds(alert.for);
  const { threshold, query } = alert.condition;
  const reach = reachOf(query.expression);
  const quiet = dial.quiet ?? (threshold === undefined ? 0 : inside(threshold));
  return {
    alert,
    dial,
    firing: dial.firing ?? (threshold === undefined ? 1 : beyond(threshold)),
    quiet,
    calm: dial.calm ?? quiet,
    fires: milliseconds(dial.holdsAfter) + hold,
    hold,
    tick: hold >= PATIENT ? 5 * MINUTE : MINUTE,
    keep: alert.keepFiringFor === undefined ? 0 : milliseconds(alert.keepFiringFor),
    reach,
    ends: dial.endsAfter === undefined ? reach : milliseconds(dial.endsAfter),
  };
}

/** The longest fixed range of a query. A recorded series looks back further, which its alert's dial has to say. */
function reachOf(expression: Expression): number {
  switch (expression.type) {
    case 'selector':
      return parseDuration(expression.window ?? '') ?? 0;
    case 'call':
      return Math.max(0, ...expression.arguments.map(reachOf));
    case 'aggregation':
      return reachOf(expression.inner);
    case 'binary':
      return Math.max(reachOf(expression.left), reachOf(expression.right));
    case 'number':
    case 'raw':
      return 0;
  }
}

/** Near enough to notice a threshold that is a twentieth off, far enough from it for floating point. */
const NEAR = 0.02;

function beyond({ comparison, value }: Threshold): number {
  switch (comparison) {
    case '>':
    case '>=':
      return value * (1 + NEAR);
    case '<':
    case '<=':
      return value * (1 - NEAR);
    case '==':
      return value;
    case '!=':
      return value + 1;
  }
}

function inside({ comparison, value }: Threshold): number {
  switch (comparison) {
    case '>':
    case '>=':
      return value * (1 - NEAR);
    case '<':
    case '<=':
      return value * (1 + NEAR);
    case '==':
      return value === 0 ? 1 : 0;
    case '!=':
      return value;
  }
}

const at = (time: number, ...firing: readonly Firing[]): Expectation => ({
  at: formatDuration(time),
  firing,
});

const lasting = (time: number): Duration => formatDuration((Math.ceil(time / MINUTE) + 1) * MINUTE);

function firingOf({ dial, firing }: Turned, labels: Readonly<Record<string, string>> = {}): Firing {
  return { labels: { ...dial.labels, ...labels }, value: dial.shown?.(firing) ?? firing };
}

function thresholdScenarios(turned: Turned): readonly Scenario[] {
  const { dial, firing, quiet, fires, hold } = turned;
  const end = fires + turned.tick * 15;
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
function threshold(turned: Turned): readonly Scenario[] {
  const { alert, dial, fires } = turned;
  const { threshold: given, query } = alert.condition;
  if (given === undefined || !isStrictnessVisible(given) || !isExact(query.expression)) return [];
  const end = fires + turned.tick * 15;
  const includes = given.comparison.endsWith('=');
  const labels = { ...dial.labels };
  return [
    scenario(`exactly at the threshold it ${includes ? 'fires' : 'stays quiet'}`, {
      given: dial.given([{ value: given.value, length: lasting(end) }]),
      expect: [at(end, ...(includes ? [{ labels, value: dial.shown?.(given.value) ?? given.value }] : []))],
    }),
  ];
}

const isStrictnessVisible = ({ comparison }: Threshold) => comparison !== '==' && comparison !== '!=';

/** These hand on the values that they are given. */
const EXACT_CALLS: ReadonlySet<string> = new Set([
  'time',
  'vector',
  'clamp_min',
  'clamp_max',
  'min_over_time',
  'max_over_time',
  'last_over_time',
]);
const INEXACT_OPERATORS: ReadonlySet<string> = new Set(['*', '/', '%', '^']);

function isExact(expression: Expression): boolean {
  switch (expression.type) {
    case 'selector':
      // What another rule recorded may have been calculated.
      return !expression.metric.includes(':');
    case 'number':
      return true;
    case 'call':
      return EXACT_CALLS.has(expression.name) && expression.arguments.every(isExact);
    case 'aggregation':
      return expression.operator !== 'avg' && expression.operator !== 'quantile' && isExact(expression.inner);
    case 'binary': {
      const { operator, left, right } = expression;
      // The other side only decides which samples there are.
      if (operator === 'and' || operator === 'unless') return isExact(left);
      return !INEXACT_OPERATORS.has(operator) && isExact(left) && isExact(right);
    }
    case 'raw':
      return false;
  }
}

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
        { value: calm, length: lasting(reach + keep + turned.tick * 15) },
      ]),
      expect: [at(later, { labels: { ...dial.labels } }), at(change + reach + keep + 2 * turned.tick)],
    }),
  ];
}

function crowds(turned: Turned): readonly Scenario[] {
  const { dial, firing, quiet, fires } = turned;
  const { crowd } = dial;
  if (crowd === undefined) return [];
  const end = fires + turned.tick * 15;
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
      { value: calm, length: lasting(end + turned.tick * 15) },
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
      expect: [at(turned.fires + turned.tick * 15, ...(isAlarming ? [firingOf(turned)] : []))],
    },
  );
}

function neighbours(turned: Turned): readonly Scenario[] {
  const { alert, dial, firing, quiet, fires } = turned;
  const { neighbour } = dial;
  if (neighbour === undefined) return [];
  const end = fires + turned.tick * 15;
  const series = (value: number) => dial.given([{ value, length: lasting(end) }]);
  const moved = (value: number) =>
    series(value).map((one) => ({ ...one, labels: { ...one.labels, ...neighbour } }));
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
  const end = fires + turned.tick * 15;
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
