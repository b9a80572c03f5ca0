import type { Duration } from '../../base/duration.ts';

/** Windows short enough to be tested from the counters of the service. */
export type FastWindow = '1h' | '6h';

/** When what happens in the tests of an alert rule. Slower rules are still held back by their `for` when it fires. */
interface Times {
  /** When there are enough requests to judge. */
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

/** One burn rate, then another, at the end of which the alert is judged. */
export interface Change {
  readonly lasts: Duration;
  readonly followedBy: Duration;
}

interface Changes {
  /** When there are just enough requests, and when the alert has held; with a tenth more to ask for, it would not have. */
  readonly reached: Duration;
  readonly late: Duration;
  /** So long that a rule which asks for a tenth less would fire. */
  readonly tooFew: Duration;
  /** Errors many times the threshold, which have left the short window at the end. */
  readonly extremeValue: Change & { readonly rate: number };
  /** Long enough beyond the threshold for the short window and for the hold, too short for the long window. */
  readonly rising: Change;
  /** Long enough inside the threshold for the short window, too short for the long one. */
  readonly falling: Change;
}

export const CHANGES: Readonly<Record<FastWindow, Changes>> = {
  '1h': {
    reached: '40m',
    late: '42m',
    tooFew: '45m',
    extremeValue: { rate: 2, lasts: '9m', followedBy: '6m' },
    rising: { lasts: '40m', followedBy: '6m' },
    falling: { lasts: '20m', followedBy: '10m' },
  },
  '6h': {
    reached: '200m',
    late: '220m',
    tooFew: '330m',
    extremeValue: { rate: 3, lasts: '27m', followedBy: '33m' },
    rising: { lasts: '150m', followedBy: '30m' },
    falling: { lasts: '60m', followedBy: '50m' },
  },
};
