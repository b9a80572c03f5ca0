import { type Duration, formatDuration, milliseconds, seconds } from '../../base/duration.ts';
import type { ServiceConfig } from '../../config/config.ts';
import { foreignLabels } from '../../define/examples.ts';
import {
  type BurnRateWindow,
  type EventCounter,
  enoughEvents,
  errorBudget,
  type Objective,
} from '../../define/objective/index.ts';
import {
  constant,
  type Firing,
  firesAt,
  type GivenSeries,
  given,
  increasing,
  quietAt,
  type Scenario,
  scenario,
  thisRuleIsQuietAt,
} from '../../define/scenario.ts';
import { findText } from '../../define/text.ts';
import { relabelled } from '../../define/variants.ts';
import { type Change, changesOf, type FastWindow, timesOf } from './timings.ts';
import { countersOf, jobOf } from './traffic.ts';

/** The title in test names, which are in English whatever the project's language. */
const titleOf = ({ title, name }: Objective) => findText(title, 'en') ?? name;

/** A period of even traffic, with a share of errors. */
interface Phase {
  readonly length: Duration;
  readonly perMinute: number;
  /** From 0 to 1. */
  readonly errorRatio: number;
}

type Phases = readonly [Phase, ...Phase[]];

/** The series that the service exports in these phases, one after another. */
export function traffic(objective: Objective, config: ServiceConfig, phases: Phases): readonly GivenSeries[] {
  return countersOf(objective, config, (counts) => grown(phases, counts));
}

const SHARES: Readonly<Record<EventCounter['counts'], (phase: Phase) => number>> = {
  all: () => 1,
  good: ({ errorRatio }) => 1 - errorRatio,
  bad: ({ errorRatio }) => errorRatio,
};

function grown([first, ...others]: Phases, counts: EventCounter['counts']) {
  const share = SHARES[counts];
  const segment = (phase: Phase) => increasing(binary(phase.perMinute * share(phase)), phase.length);
  return [segment(first), ...others.map(segment)] as const;
}

/**
 * The nearest multiple of 2^-20. promtool adds up the samples of a counter one by one: with such numbers it
 * makes no rounding errors, which would look like a reset between two phases.
 */
function binary(perMinute: number): number {
  return Math.round(perMinute * 2 ** 20) / 2 ** 20;
}

/** The tests of an objective's alert rule, for any target and period. */
export function burnRateScenarios(
  objective: Objective,
  window: BurnRateWindow,
  config: ServiceConfig,
): readonly Scenario[] {
  const { long } = window;
  return long === '1h' || long === '6h'
    ? fromCounters(objective, { ...window, long }, config)
    : fromRecordings(objective, window, config);
}

/** From the service's counters through the recording rules to the alert. */
function fromCounters(
  objective: Objective,
  window: BurnRateWindow & { readonly long: FastWindow },
  config: ServiceConfig,
): readonly Scenario[] {
  const { long, short, factor } = window;
  const { exporter, job } = jobOf(objective, config);
  const times = timesOf(window);
  const { reached, late, tooFew, tooFewWithin, extremeValue, rising, falling } = changesOf(window);
  const budget = errorBudget(objective.target);
  const enough = enoughEvents(objective, window);
  const pace = (1.2 * enough) / minutes(times.enough);
  // At most all requests can fail, and fewer than the next faster rule needs.
  const beyond = Math.min(1.06 * factor, (factor + 1 / budget) / 2);
  const phase = (length: Duration, burnRate: number, perMinute = pace): Phase => ({
    length,
    perMinute,
    errorRatio: Math.min(burnRate * budget, 1),
  });
  const firing: Firing = { labels: { job }, value: beyond };
  const { series } = objective;
  const burning = (length: Duration) => constant(Math.min(1, 2 * factor * budget), length);
  const recorded = (length: Duration) => [
    given(series.errorRatio[long], { job }, burning(length)),
    given(series.errorRatio[short], { job }, burning(length)),
    given(series.total[long], { job }, constant(enough, length)),
  ];
  const named = (what: string) => `${titleOf(objective)} over ${long}, ${what}`;
  const evaluatedEvery =
    (evaluationInterval: Duration) => (name: string, test: Pick<Scenario, 'given' | 'expect'>) =>
      scenario(name, { ...test, evaluationInterval });
  // Each interval fits into the time that `for` and the windows leave.
  const quickScenario = evaluatedEvery(long === '1h' ? '1m' : '5m');
  const slowScenario = evaluatedEvery(long === '1h' ? '1m' : '10m');
  /** Slower rules may fire in the meantime. */
  const staysQuiet = (what: string, { lasts, followedBy }: Change, rates: readonly [number, number]) =>
    slowScenario(named(what), {
      given: traffic(objective, config, [
        phase(lasts, rates[0] * factor),
        phase(followedBy, rates[1] * factor),
      ]),
      expect: [thisRuleIsQuietAt(formatDuration(milliseconds(lasts) + milliseconds(followedBy)))],
    });

  return [
    quickScenario(named('the budget burns just faster than the threshold'), {
      given: traffic(objective, config, [phase(times.recovered, beyond)]),
      expect: [quietAt(times.held), firesAt(times.fires, firing)],
    }),
    quickScenario(named('the budget burns just slower than the threshold'), {
      given: traffic(objective, config, [phase(times.recovered, 0.98 * factor)]),
      expect: [quietAt(times.fires), thisRuleIsQuietAt(times.fires)],
    }),
    quickScenario(named('the errors end, which the short window sees at once'), {
      given: traffic(objective, config, [
        phase(times.errorsEnd, beyond),
        phase(times.recovered, 0, 4 * pace),
      ]),
      expect: [firesAt(times.fires, firing), quietAt(times.recovered)],
    }),
    slowScenario(named('just too few requests to judge'), {
      given: traffic(objective, config, [
        phase(tooFew, beyond, (0.97 * enough) / minutes(tooFewWithin)),
        phase('10m', beyond),
      ]),
      expect: [thisRuleIsQuietAt(tooFew)],
    }),
    slowScenario(named('just enough requests to judge, at last'), {
      given: traffic(objective, config, [
        phase(late, beyond, (1.03 * enough) / minutes(reached)),
        phase('10m', beyond),
      ]),
      expect: [firesAt(late, firing)],
    }),
    staysQuiet('the short window sees the end of many errors, the long one not yet', extremeValue, [
      extremeValue.rate,
      0,
    ]),
    staysQuiet('the short window is beyond the threshold, the long one just inside', rising, [
      rising.before,
      1.3,
    ]),
    staysQuiet('the long window is beyond the threshold, the short one just inside', falling, [1.2, 0.95]),
    ...foreignLabels(config, exporter).map((others) =>
      quickScenario(named(`series that differ in one label (${Object.keys(others).join()}): no alert`), {
        given: relabelled(recorded(times.recovered), others),
        expect: [quietAt(times.fires), thisRuleIsQuietAt(times.fires)],
      }),
    ),
  ];
}

/**
 * Starts from what the recording rules write, which have their own tests: days of traffic would cost a
 * hundred times as much and prove the same.
 */
function fromRecordings(
  objective: Objective,
  window: BurnRateWindow,
  config: ServiceConfig,
): readonly Scenario[] {
  const { long, short, factor } = window;
  const { exporter, job } = jobOf(objective, config);
  const { series } = objective;
  const budget = errorBudget(objective.target);
  const enough = enoughEvents(objective, window);
  // A twelfth of `for`, which separates the times just before and after it.
  const step = milliseconds(window.hold) / 12;
  const hold = milliseconds(window.hold);
  const after = (time: number) => formatDuration(time);
  // At most all requests can fail.
  const beyond = Math.min(1.06 * factor, (factor + 1 / budget) / 2);
  const inside = 0.95 * factor;
  const labels = { job };
  const firing = { labels, value: beyond };
  const test = (name: string, fixture: Pick<Scenario, 'given' | 'expect'>) =>
    scenario(`${titleOf(objective)} over ${long}, ${name}`, {
      ...fixture,
      evaluationInterval: after(step),
    });
  const fires = hold + step;
  const end = after(fires + 10 * step);
  const burning = (burnRate: number) => constant(Math.min(1, burnRate * budget), end);
  const recorded = (rates: { readonly long: number; readonly short: number }, events: number) => [
    given(series.errorRatio[long], labels, burning(rates.long)),
    given(series.errorRatio[short], labels, burning(rates.short)),
    given(series.total[long], labels, constant(events / seconds(long), end)),
  ];
  const both = { long: beyond, short: beyond };

  return [
    test('just beyond the threshold: fires, but not before `for` has passed', {
      given: recorded(both, 2 * enough),
      expect: [quietAt(after(hold - step)), firesAt(after(fires), firing)],
    }),
    test('the long window just inside the threshold: no alert', {
      given: recorded({ long: inside, short: beyond }, 2 * enough),
      expect: [quietAt(after(fires))],
    }),
    test('the short window just inside the threshold: no alert', {
      given: recorded({ long: beyond, short: inside }, 2 * enough),
      expect: [quietAt(after(fires))],
    }),
    test('the errors end: resolves with the short window', {
      given: [
        ...recorded(both, 2 * enough).filter(
          ({ series: { name } }) => name !== series.errorRatio[short].name,
        ),
        given(
          series.errorRatio[short],
          labels,
          constant(beyond * budget, after(fires + 2 * step)),
          constant(0, after(8 * step)),
        ),
      ],
      expect: [firesAt(after(fires), firing), quietAt(after(fires + 4 * step))],
    }),
    test('just too few events to judge: no alert', {
      given: recorded(both, 0.97 * enough),
      expect: [quietAt(after(fires))],
    }),
    test('just enough events to judge: fires', {
      given: recorded(both, 1.03 * enough),
      expect: [firesAt(after(fires), firing)],
    }),
    ...foreignLabels(config, exporter).map((others) =>
      test(`series that differ in one label (${Object.keys(others).join()}): no alert`, {
        given: relabelled(recorded(both, 2 * enough), others),
        expect: [quietAt(after(fires))],
      }),
    ),
  ];
}

const minutes = (duration: Duration) => milliseconds(duration) / 60_000;
