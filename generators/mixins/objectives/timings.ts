import { type Duration, formatDuration, milliseconds } from '../../base/duration.ts';

/** Windows short enough to be tested from the service's counters. */
export type FastWindow = '1h' | '6h';

/**
 * When things happen in the tests of an alert rule. When it fires, the `for` of slower rules has not passed
 * yet.
 */
interface Times {
  /** When there are enough requests. */
  readonly enough: Duration;
  /** The condition is true, but not for long enough yet. */
  readonly held: Duration;
  readonly fires: Duration;
  readonly errorsEnd: Duration;
  /** The short window is over. */
  readonly recovered: Duration;
}

const TIMES: Readonly<Record<FastWindow, Times>> = {
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

/** One burn rate, then another, at whose end the alert is checked. */
export interface Change {
  readonly lasts: Duration;
  readonly followedBy: Duration;
}

interface Changes {
  /** When there are just enough requests and the alert fires; it would not yet if it needed a tenth more. */
  readonly reached: Duration;
  readonly late: Duration;
  /** So long that a rule that needs a tenth less would fire; and how long the requests arrive that count. */
  readonly tooFew: Duration;
  readonly tooFewWithin: Duration;
  /** Errors many times the threshold, which have left the short window at the end. */
  readonly extremeValue: Change & { readonly rate: number };
  /** Beyond the threshold for long enough for the short window and `for`, but not for the long window. */
  readonly rising: Change & { readonly before: number };
  /** Inside the threshold for long enough for the short window, but not for the long one. */
  readonly falling: Change;
}

const CHANGES: Readonly<Record<FastWindow, Changes>> = {
  '1h': {
    reached: '40m',
    late: '42m',
    tooFew: '45m',
    tooFewWithin: '45m',
    extremeValue: { rate: 2, lasts: '9m', followedBy: '6m' },
    rising: { before: 0.93, lasts: '40m', followedBy: '6m' },
    falling: { lasts: '20m', followedBy: '10m' },
  },
  '6h': {
    reached: '200m',
    late: '220m',
    tooFew: '330m',
    tooFewWithin: '330m',
    extremeValue: { rate: 3, lasts: '27m', followedBy: '33m' },
    rising: { before: 0.93, lasts: '150m', followedBy: '30m' },
    falling: { lasts: '60m', followedBy: '50m' },
  },
};

/** The `for` that the times above are made for. */
const HOLDS: Readonly<Record<FastWindow, Duration>> = { '1h': '2m', '6h': '15m' };

interface Held {
  readonly long: FastWindow;
  readonly hold: Duration;
}

const plus = (...durations: readonly Duration[]): Duration =>
  formatDuration(durations.reduce((sum, duration) => sum + milliseconds(duration), 0));

export function timesOf({ long, hold }: Held): Times {
  const times = TIMES[long];
  const extra = milliseconds(hold) - milliseconds(HOLDS[long]);
  if (extra === 0) return times;
  const later = (duration: Duration) => formatDuration(milliseconds(duration) + extra);
  return {
    enough: times.enough,
    held: later(times.held),
    fires: later(times.fires),
    errorsEnd: later(times.errorsEnd),
    recovered: later(times.recovered),
  };
}

/** With a longer `for` the changes fill the long window: there is not room for them in a part of it. */
export function changesOf({ long, hold }: Held): Changes {
  const changes = CHANGES[long];
  if (hold === HOLDS[long]) return changes;
  const followedBy = plus(hold, '4m');
  return {
    ...changes,
    late: plus(changes.reached, hold),
    tooFew: formatDuration(1.25 * milliseconds(long)),
    tooFewWithin: long,
    rising: { before: 0.9, lasts: formatDuration(milliseconds(long) - milliseconds(followedBy)), followedBy },
  };
}
