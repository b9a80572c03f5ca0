import type { Duration } from '../../base/duration.ts';

/** Windows short enough to be tested from the counters of the service. */
export type FastWindow = '1h' | '6h';

/** When what happens in the tests of an alert rule. Slower rules are still held back by their `for` when it fires. */
interface Times {
  /** So soon there were enough requests to judge. */
  readonly enough: Duration;
  /** The condition holds, but not for long enough yet. */
  readonly held: Duration;
  readonly fires: Duration;
  readonly errorsEnd: Duration;
  /** The short window is over. */
  readonly recovered: Duration;
}

export const TIMES: Readonly<Record<FastWindow, Times>> = {
  '1h': {
    enough: '4m',
    held: '5m',
    fires: '8m',
    errorsEnd: '9m',
    recovered: '14m',
  },
  '6h': {
    enough: '8m',
    held: '10m',
    fires: '25m',
    errorsEnd: '27m',
    recovered: '60m',
  },
};

/** A stretch of time, and what follows until somebody looks. */
export interface Turn {
  readonly lasts: Duration;
  readonly over: Duration;
}

interface Turns {
  /** When there were just enough requests, and when the alert has held; if there had to be a tenth more, it would not. */
  readonly reached: Duration;
  readonly late: Duration;
  /** So long that a rule which asks for a tenth less would fire. */
  readonly tooFew: Duration;
  /** Errors many times the threshold, which have left the short window when somebody looks. */
  readonly extremeValue: Turn & { readonly rate: number };
  /** Long enough beyond the threshold for the short window and for the hold, too short for the long window. */
  readonly rising: Turn;
  /** Long enough inside the threshold for the short window, too short for the long one. */
  readonly falling: Turn;
}

export const TURNS: Readonly<Record<FastWindow, Turns>> = {
  '1h': {
    reached: '40m',
    late: '42m',
    tooFew: '45m',
    extremeValue: { rate: 2, lasts: '9m', over: '6m' },
    rising: { lasts: '40m', over: '6m' },
    falling: { lasts: '20m', over: '10m' },
  },
  '6h': {
    reached: '200m',
    late: '220m',
    tooFew: '300m',
    extremeValue: { rate: 3, lasts: '27m', over: '33m' },
    rising: { lasts: '150m', over: '30m' },
    falling: { lasts: '60m', over: '45m' },
  },
};
