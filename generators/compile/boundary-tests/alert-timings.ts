import { milliseconds, parseDuration } from '../../base/duration.ts';
import type { Dial } from '../../define/dial.ts';
import type { Alert, Threshold } from '../../define/rules.ts';
import type { Expression } from '../../promql/build/expression.ts';

export const MINUTE = 60_000;
export const USUAL_CLOCK = '1m';

/** Scenarios of alerts that hold for so long have a slower clock: their cost is the number of evaluations. */
const PATIENT = 60 * MINUTE;

/** An alert with the settings of its dial, and the instants that matter, in milliseconds. */
export interface Turned {
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
  /** Time in which whatever could fire has fired. */
  readonly long: number;
  /** How long it stays after the condition ended. */
  readonly keep: number;
  /** How far back the query looks. */
  readonly reach: number;
  /** From a change to the calm value to the end of the condition. */
  readonly ends: number;
}

export function turn(alert: Alert, dial: Dial): Turned {
  const hold = alert.for === undefined ? 0 : milliseconds(alert.for);
  const tick = hold >= PATIENT ? 5 * MINUTE : MINUTE;
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
    tick,
    long: 15 * tick,
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
