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

/** The clock of scenarios: `for` is tested one tick before and one after its end. */
const TICK = 60_000;

/** Time in which whatever could fire has fired. */
const LONG = 15 * TICK;

/**
 * The tests that follow from an alert itself: on both sides of its threshold and of its hold, recovery, series that
 * end, nothing at all, a neighbour that is well, and for each label matcher a series that differs in that label only.
 */
export function derivedScenarios(alert: Alert): readonly Scenario[] {
  const { dial } = alert;
  if (dial === undefined) return [];
  const turned = turn(alert, dial);
  return [
    ...thresholdScenarios(turned),
    recovery(turned),
    ...(dial.absence === 'fires' ? [] : [disappearance(turned)]),
    absence(turned),
    ...neighbours(turned),
    ...decoys(turned),
  ];
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

const lasting = (time: number): Duration => formatDuration(Math.ceil(time / TICK) * TICK + TICK);

function firingOf({ dial, firing }: Turned, labels: Readonly<Record<string, string>> = {}): Firing {
  return { labels: { ...dial.labels, ...labels }, value: dial.shown?.(firing) ?? firing };
}

function thresholdScenarios(turned: Turned): readonly Scenario[] {
  const { dial, firing, quiet, fires, hold } = turned;
  const end = fires + LONG;
  const tooEarly = hold >= 2 * TICK ? [at(fires - TICK)] : [];
  return [
    scenario('just inside the threshold it stays quiet', {
      given: dial.given([{ value: quiet, length: lasting(end) }]),
      expect: [at(end)],
    }),
    scenario('just beyond the threshold it fires, and not before it has held', {
      given: dial.given([{ value: firing, length: lasting(end) }]),
      expect: [...tooEarly, at(fires + TICK, firingOf(turned))],
    }),
  ];
}

function recovery(turned: Turned): Scenario {
  const { dial, firing, calm, fires, keep, ends } = turned;
  const change = fires + 5 * TICK;
  const end = change + ends + keep;
  const isKept = keep >= 3 * TICK;
  return scenario(isKept ? 'it stays for a while after the condition ended, then recovers' : 'it recovers', {
    given: dial.given([
      { value: firing, length: formatDuration(change) },
      { value: calm, length: lasting(end + LONG) },
    ]),
    expect: [
      at(change - TICK, firingOf(turned)),
      ...(isKept ? [at(end - 2 * TICK, firingOf(turned))] : []),
      at(end + 2 * TICK),
    ],
  });
}

function disappearance(turned: Turned): Scenario {
  const { dial, firing, fires, keep, reach, ends } = turned;
  const change = fires + 5 * TICK;
  const ended = dial
    .given([{ value: firing, length: formatDuration(change) }])
    .map((series) => ({ ...series, segments: [...series.segments, stale] }));
  return scenario('it ends with the series it is about', {
    given: ended,
    expect: [at(change + Math.max(reach, ends) + keep + 2 * TICK)],
  });
}

function absence(turned: Turned): Scenario {
  const isAlarming = turned.dial.absence === 'fires';
  return scenario(
    isAlarming ? 'it fires when there is nothing at all' : 'it stays quiet when there is nothing at all',
    {
      given: [],
      expect: [at(turned.fires + LONG, ...(isAlarming ? [firingOf(turned)] : []))],
    },
  );
}

function neighbours(turned: Turned): readonly Scenario[] {
  const { alert, dial, firing, quiet, fires } = turned;
  const { neighbour } = dial;
  if (neighbour === undefined) return [];
  const end = fires + LONG;
  const series = (value: number) => dial.given([{ value, length: lasting(end) }]);
  const moved = (value: number) =>
    series(value).map((one) => ({ ...one, labels: { ...one.labels, ...neighbour } }));
  const own = Object.fromEntries(
    Object.entries(neighbour).filter(([label]) => alert.condition.query.labels.includes(label)),
  );
  return [
    scenario('a neighbour that is well neither hides the alert nor fires', {
      given: distinct([...series(firing), ...moved(quiet)]),
      expect: [at(fires + TICK, firingOf(turned))],
    }),
    scenario('a neighbour in the same trouble fires on its own', {
      given: distinct([...series(firing), ...moved(firing)]),
      expect: [at(fires + TICK, firingOf(turned), firingOf(turned, own))],
    }),
  ];
}

/** All in one world: each differs from the service's own series in one label, so each matcher has one to refuse. */
function decoys(turned: Turned): readonly Scenario[] {
  const { alert, dial, firing, quiet, fires } = turned;
  const end = fires + LONG;
  const isAlarming = dial.absence === 'fires';
  // An alert on absence fires without its series; what must not calm it are those of others.
  const series = dial.given([{ value: isAlarming ? quiet : firing, length: lasting(end) }]);
  const others = decoysOf(alert.condition.query.expression, series);
  if (others.length === 0) return [];
  const worlds = canStandTogether(others, series) ? [others] : others.map((one) => [one]);
  return worlds.map((world) => {
    const labels = [...new Set(world.map(({ label }) => label))].join(', ');
    return scenario(`series that differ in one of ${labels} are none of its business`, {
      given: distinct(world.flatMap(({ given }) => given)),
      expect: [at(fires + TICK, ...(isAlarming ? [firingOf(turned)] : []))],
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
