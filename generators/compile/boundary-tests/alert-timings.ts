import { milliseconds, parseDuration } from '../../base/duration.ts';
import type { BoundaryTests } from '../../define/boundary-tests.ts';
import type { Alert, Threshold } from '../../define/rules.ts';
import type { Expression } from '../../promql/build/expression.ts';

export const MINUTE = 60_000;
export const DEFAULT_EVALUATION_INTERVAL = '1m';

/** Tests of an alert with a longer `for` use fewer evaluations, which are what they cost. */
const LONG_FOR = 60 * MINUTE;

/** An alert, the settings of its boundary tests, and the relevant instants in milliseconds. */
export interface AlertTimings {
  readonly alert: Alert;
  readonly boundaryTests: BoundaryTests;
  readonly firing: number;
  readonly quiet: number;
  readonly normalValue: number;
  /** When the alert fires, if the condition is true from the start. */
  readonly fires: number;
  readonly hold: number;
  /** Evaluation interval. `for` is tested one tick before and one after its end. */
  readonly tick: number;
  /** Time after which everything that can fire has fired. */
  readonly long: number;
  /** How long it keeps firing after the condition ended. */
  readonly keep: number;
  /** How far back the query looks. */
  readonly reach: number;
  /** From the change to the normal value until the condition ends. */
  readonly ends: number;
}

export function alertTimings(alert: Alert, boundaryTests: BoundaryTests): AlertTimings {
  const hold = alert.for === undefined ? 0 : milliseconds(alert.for);
  const tick = hold >= LONG_FOR ? 5 * MINUTE : MINUTE;
  const { threshold, query } = alert.condition;
  const reach = reachOf(query.expression);
  const quiet = boundaryTests.quiet ?? (threshold === undefined ? 0 : inside(threshold));
  return {
    alert,
    boundaryTests,
    firing: boundaryTests.firing ?? (threshold === undefined ? 1 : beyond(threshold)),
    quiet,
    normalValue: boundaryTests.normalValue ?? quiet,
    fires: milliseconds(boundaryTests.holdsAfter) + hold,
    hold,
    tick,
    long: 15 * tick,
    keep: alert.keepFiringFor === undefined ? 0 : milliseconds(alert.keepFiringFor),
    reach,
    ends: boundaryTests.endsAfter === undefined ? reach : milliseconds(boundaryTests.endsAfter),
  };
}

/**
 * The longest fixed range of a query. A recorded series looks back further, which the alert's boundary tests
 * must state (`endsAfter`).
 */
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

/** Close enough to detect a threshold that is 5 % off, far enough for floating point. */
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
