import { type Duration, milliseconds } from '../generators/definitions/duration.ts';
import {
  counting,
  type Firing,
  firesAt,
  type GivenSeries,
  given,
  longScenario,
  quietAt,
  type Scenario,
  scenario,
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
    held: '1m',
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
      given: traffic([phase(times.recovered, 0.95 * factor)]),
      expect: [quietAt(times.fires)],
    }),
    tell(told('the errors end, which the short window sees at once'), {
      given: traffic([phase(times.errorsEnd, beyond), phase(times.recovered, 0, 4 * pace)]),
      expect: [firesAt(times.fires, firing), quietAt(times.recovered)],
    }),
    (long === '1h' ? scenario : longScenario)(told('a burst fills the short window, but not the long one'), {
      given: traffic([phase(times.calm, 0), phase(times.burst, times.burstRate * factor)]),
      expect: [quietAt(times.inBurst)],
    }),
    tell(told('just too few requests to judge'), {
      given: traffic([phase(times.recovered, beyond, (0.9 * enough) / minutes(times.fires))]),
      expect: [quietAt(times.fires)],
    }),
  ];
  if (long !== '1h') return scenarios;
  return [
    ...scenarios,
    tell(told('another environment burns its budget'), {
      given: [
        ...traffic([phase(times.recovered, 0)]),
        ...traffic([phase(times.recovered, beyond)], { namespace: 'another' }),
      ],
      expect: [quietAt(times.fires)],
    }),
  ];
}

const minutes = (duration: Duration) => milliseconds(duration) / 60_000;
