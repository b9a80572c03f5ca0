import { relabelled } from '../generators/definitions/dial.ts';
import { type Duration, formatDuration, milliseconds } from '../generators/definitions/duration.ts';
import {
  counting,
  type Firing,
  firesAt,
  type GivenSeries,
  given,
  level,
  longScenario,
  quietAt,
  type Scenario,
  scenario,
  thisRuleIsQuietAt,
} from '../generators/definitions/scenario.ts';
import {
  type BurnRateWindow,
  enoughEvents,
  errorBudget,
  type LongWindow,
  type Objective,
} from '../generators/slo/index.ts';
import { httpRequestDuration, httpRequests } from '../metrics/observer.ts';
import { FAST } from '../signals/slo.ts';

/** A stretch of time with even traffic, of which a share goes wrong. */
interface Phase {
  readonly length: Duration;
  readonly perMinute: number;
  /** From 0 to 1. */
  readonly errorRatio: number;
}

interface Labels {
  readonly namespace?: string;
}

/** The series that the service exports in these phases, one after the other. */
export type Traffic = (phases: readonly [Phase, ...Phase[]], labels?: Labels) => readonly GivenSeries[];

/** Requests that are answered with 200, or with 500. */
export const answers: Traffic = (phases, labels = {}) =>
  (['200', '500'] as const).map((status) => {
    const share = ({ errorRatio }: Phase) => (status === '500' ? errorRatio : 1 - errorRatio);
    return given(httpRequests, { ...labels, ...ROUTE, status }, ...grown(phases, share));
  });

/** Requests that are answered fast, or slowly. */
export const timedAnswers: Traffic = (phases, labels = {}) => [
  given(httpRequestDuration.bucket, { ...labels, ...ROUTE, le: '+Inf' }, ...grown(phases, () => 1)),
  given(
    httpRequestDuration.bucket,
    { ...labels, ...ROUTE, le: FAST },
    ...grown(phases, ({ errorRatio }) => 1 - errorRatio),
  ),
  given(httpRequestDuration.count, { ...labels, ...ROUTE }, ...grown(phases, () => 1)),
];

const ROUTE = { instance: '10.1.0.7:8000', pod: 'observer-0', method: 'GET', endpoint: '/status' } as const;

function grown([first, ...others]: readonly [Phase, ...Phase[]], share: (phase: Phase) => number) {
  const segment = (phase: Phase) => counting(binary(phase.perMinute * share(phase)), phase.length);
  return [segment(first), ...others.map(segment)] as const;
}

/**
 * The nearest multiple of 2^-20. promtool adds up the samples of a counter one by one: with such numbers it makes no
 * rounding errors, which would look like a reset where one phase follows another.
 */
function binary(perMinute: number): number {
  return Math.round(perMinute * 2 ** 20) / 2 ** 20;
}

/** When what happens in the stories of an alert rule. Slower rules are still held back by their `for` when it fires. */
interface Times {
  /** So soon there were enough requests to judge. */
  readonly enough: Duration;
  /** The condition holds, but not for long enough yet. */
  readonly held: Duration;
  readonly fires: Duration;
  readonly errorsEnd: Duration;
  /** The short window is over. */
  readonly recovered: Duration;
  /** How long nothing fails before a burst that fills the short window, but not the long one. */
  readonly calm: Duration;
  readonly burst: Duration;
  /** Near the end of the burst: an alert that looked at the short window only would fire. */
  readonly inBurst: Duration;
  /** How many times faster than the threshold it burns in the burst. */
  readonly burstRate: number;
}

const TIMES: Readonly<Record<LongWindow, Times>> = {
  '1h': {
    enough: '4m',
    held: '5m',
    fires: '8m',
    errorsEnd: '9m',
    recovered: '14m',
    calm: '15m',
    burst: '8m',
    inBurst: '22m',
    burstRate: 2,
  },
  '6h': {
    enough: '8m',
    held: '10m',
    fires: '25m',
    errorsEnd: '27m',
    recovered: '60m',
    calm: '30m',
    burst: '50m',
    inBurst: '75m',
    burstRate: 1.5,
  },
  '1d': {
    enough: '15m',
    held: '45m',
    fires: '80m',
    errorsEnd: '90m',
    recovered: '215m',
    calm: '2h',
    burst: '190m',
    inBurst: '5h',
    burstRate: 1.5,
  },
  '3d': {
    enough: '15m',
    held: '150m',
    fires: '200m',
    errorsEnd: '210m',
    recovered: '580m',
    calm: '6h',
    burst: '550m',
    inBurst: '15h',
    burstRate: 1.5,
  },
};

/**
 * The stories of one alert rule of an objective. They hold for every target and period that can be configured, and in
 * none of them another rule fires.
 */
export function burnRateScenarios(
  objective: Objective,
  window: BurnRateWindow,
  traffic: Traffic,
  job: string,
): readonly Scenario[] {
  const { long, factor } = window;
  const times = TIMES[long];
  const { reached, late, tooFew, grave, rising, falling } = TURNS[long];
  const budget = errorBudget(objective.target);
  const enough = enoughEvents(objective, window);
  const pace = (1.2 * enough) / minutes(times.enough);
  // Never more than all requests can fail, and never as many as the next faster rule asks for.
  const beyond = Math.min(1.06 * factor, (factor + 1 / budget) / 2);
  const phase = (length: Duration, burnRate: number, perMinute = pace): Phase => ({
    length,
    perMinute,
    errorRatio: Math.min(burnRate * budget, 1),
  });
  const firing: Firing = { labels: { job }, value: beyond };
  // The fast rules are told by the minute; the others wait for hours.
  const tell = long === '1h' || long === '6h' ? scenario : longScenario;
  const told = (story: string) => `${objective.title.en} over ${long}, ${story}`;

  const scenarios = [
    tell(told('the budget burns just faster than the threshold'), {
      given: traffic([phase(times.recovered, beyond)]),
      expect: [quietAt(times.held), firesAt(times.fires, firing)],
    }),
    tell(told('the budget burns just slower than the threshold'), {
      given: traffic([phase(times.recovered, 0.98 * factor)]),
      expect: [quietAt(times.fires), thisRuleIsQuietAt(times.fires)],
    }),
    tell(told('the errors end, which the short window sees at once'), {
      given: traffic([phase(times.errorsEnd, beyond), phase(times.recovered, 0, 4 * pace)]),
      expect: [firesAt(times.fires, firing), quietAt(times.recovered)],
    }),
    (long === '1h' ? scenario : longScenario)(told('a burst fills the short window, but not the long one'), {
      given: traffic([phase(times.calm, 0), phase(times.burst, times.burstRate * factor)]),
      expect: [quietAt(times.inBurst), thisRuleIsQuietAt(times.inBurst)],
    }),
    (long === '1h' ? scenario : longScenario)(told('just too few requests to judge'), {
      given: traffic([phase(tooFew, beyond, (0.97 * enough) / minutes(tooFew)), phase('10m', beyond)]),
      expect: [quietAt(long === '1h' ? tooFew : '5m'), thisRuleIsQuietAt(tooFew)],
    }),
    (long === '1h' ? scenario : longScenario)(
      told('the short window sees the end of grave errors, the long one not yet'),
      {
        given: traffic([phase(grave.lasts, grave.rate * factor), phase(grave.over, 0)]),
        expect: [thisRuleIsQuietAt(grave.over)],
      },
    ),
    (long === '1h' ? scenario : longScenario)(
      told('the short window is beyond the threshold, the long one just inside'),
      {
        given: traffic([phase(rising.lasts, 0.93 * factor), phase(rising.over, 1.3 * factor)]),
        expect: [thisRuleIsQuietAt(formatDuration(milliseconds(rising.lasts) + milliseconds(rising.over)))],
      },
    ),
    (long === '1h' ? scenario : longScenario)(
      told('the long window is beyond the threshold, the short one just inside'),
      {
        given: traffic([phase(falling.lasts, 1.2 * factor), phase(falling.over, 0.95 * factor)]),
        expect: [thisRuleIsQuietAt(formatDuration(milliseconds(falling.lasts) + milliseconds(falling.over)))],
      },
    ),
  ];
  scenarios.push(
    (long === '1h' ? scenario : longScenario)(told('just enough requests to judge, at last'), {
      given: traffic([phase(late, beyond, (1.03 * enough) / minutes(reached)), phase('10m', beyond)]),
      expect: [firesAt(late, firing)],
    }),
  );
  const { series } = objective;
  const burning = (length: Duration) => level(Math.min(1, 2 * factor * budget), length);
  const recorded = (length: Duration) => [
    given(series.errorRatio[long], { job }, burning(length)),
    given(series.errorRatio[window.short], { job }, burning(length)),
    given(series.total[long], { job }, level(enough, length)),
  ];
  scenarios.push(
    ...[{ namespace: 'another' }, { job: 'another' }].map((others) =>
      tell(
        told(`rules recorded that somebody else's budget burns: ${Object.entries(others).flat().join(' ')}`),
        {
          given: relabelled(recorded(times.recovered), others),
          expect: [quietAt(times.fires), thisRuleIsQuietAt(times.fires)],
        },
      ),
    ),
  );
  if (long !== '1h') return scenarios;
  return [
    ...scenarios,
    tell(told('another environment burns its budget'), {
      given: [
        ...traffic([phase(times.recovered, 0)]),
        ...traffic([phase(times.recovered, beyond)], { namespace: 'another' }),
      ],
      expect: [quietAt(times.fires), thisRuleIsQuietAt(times.fires)],
    }),
  ];
}

/** A stretch of time, and what follows until somebody looks. */
interface Turn {
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
  readonly grave: Turn & { readonly rate: number };
  /** Long enough beyond the threshold for the short window and for the hold, too short for the long window. */
  readonly rising: Turn;
  /** Long enough inside the threshold for the short window, too short for the long one. */
  readonly falling: Turn;
}

const TURNS: Readonly<Record<LongWindow, Turns>> = {
  '1h': {
    reached: '40m',
    late: '42m',
    tooFew: '45m',
    grave: { rate: 2, lasts: '9m', over: '15m' },
    rising: { lasts: '40m', over: '6m' },
    falling: { lasts: '20m', over: '10m' },
  },
  '6h': {
    reached: '200m',
    late: '220m',
    tooFew: '300m',
    grave: { rate: 3, lasts: '27m', over: '60m' },
    rising: { lasts: '150m', over: '30m' },
    falling: { lasts: '60m', over: '45m' },
  },
  '1d': {
    reached: '600m',
    late: '670m',
    tooFew: '1000m',
    grave: { rate: 5, lasts: '40m', over: '170m' },
    rising: { lasts: '600m', over: '100m' },
    falling: { lasts: '200m', over: '150m' },
  },
  '3d': {
    reached: '1500m',
    late: '1700m',
    tooFew: '3000m',
    grave: { rate: 8.2, lasts: '60m', over: '430m' },
    rising: { lasts: '1500m', over: '270m' },
    falling: { lasts: '600m', over: '400m' },
  },
};

const minutes = (duration: Duration) => milliseconds(duration) / 60_000;
