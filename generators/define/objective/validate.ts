import type { Diagnostic } from '../../base/diagnostic.ts';
import { formatDuration, milliseconds } from '../../base/duration.ts';
import { placeOf } from '../../base/place.ts';
import type { ServiceConfig } from '../../config/config.ts';
import {
  burnRateWindows,
  errorRatioThreshold,
  LONG_WINDOWS,
  longestPeriod,
  type SloPeriod,
  significant,
} from './burn-rate.ts';
import type { Objective } from './objective.ts';

/** The settings that objectives must fit. */
export type SloConfig = Pick<ServiceConfig, 'intervals' | 'prometheus'>;

/** Two samples must remain in a range after one scrape failed and one was late. */
const INTERVALS = 4;

/** The window from which the longer ones are computed. */
const SHORTEST_WINDOW = '5m';

/** The period of an objective; undefined if Prometheus keeps too few samples for any. */
export function periodOf({ period }: Objective, { prometheus }: SloConfig): SloPeriod | undefined {
  return period ?? longestPeriod(prometheus.retention);
}

/** Why these objectives cannot be monitored with this configuration; empty if they can. */
export function refusals(objectives: readonly Objective[], config: SloConfig): readonly Diagnostic[] {
  return [
    ...tooFewSamples(objectives, config),
    ...objectives.flatMap((objective) => [
      ...wrongTarget(objective),
      ...beyondRetention(objective, config),
      ...outOfReach(objective, config),
    ]),
    ...collisions(objectives),
  ];
}

function wrongTarget(objective: Objective): Diagnostic[] {
  const { target } = objective;
  if (isRatio(target)) return [];
  return [
    refusal(objective, {
      code: 'slo/target',
      message: `the target is ${target}`,
      reason:
        'The error budget is what the target leaves: of 1 nothing is left, and of other numbers nonsense',
      remedy: 'Write a ratio between 0 and 1, both excluded: 0.995 for 99.5 %',
    }),
  ];
}

function beyondRetention(objective: Objective, config: SloConfig): Diagnostic[] {
  const { retention } = config.prometheus;
  const period = periodOf(objective, config);
  const longest = [...LONG_WINDOWS, period ?? '7d'].reduce((one, other) =>
    milliseconds(other) > milliseconds(one) ? other : one,
  );
  if (milliseconds(longest) <= milliseconds(retention)) return [];
  const fitting = longestPeriod(retention);
  const raise = `set prometheus.retention to ${longest} or more if Prometheus keeps its samples for so long`;
  return [
    refusal(objective, {
      code: 'slo/retention',
      message: `the objective looks back ${longest}, but Prometheus keeps its samples for ${retention}`,
      reason: 'What is older counts as if it had never happened, and the budget looks better than it is',
      remedy:
        fitting === undefined
          ? `The shortest period is 7d: ${raise}`
          : `Write period: '${fitting}', or ${raise}`,
    }),
  ];
}

function outOfReach(objective: Objective, config: SloConfig): Diagnostic[] {
  const { target } = objective;
  const period = periodOf(objective, config);
  if (period === undefined || !isRatio(target)) return [];
  const unreachable = burnRateWindows(period).filter(
    ({ factor }) => errorRatioThreshold(factor, target) >= 1,
  );
  const [fastest] = unreachable;
  if (fastest === undefined) return [];
  const { factor } = fastest;
  const ratio = significant(errorRatioThreshold(factor, target) * 100);
  return [
    refusal(objective, {
      code: 'slo/unreachable',
      message: `${windowsOf(unreachable)} could never fire: a burn rate above ${factor} takes more than ${ratio} % errors with a target of ${target}`,
      reason: 'Even if every single event fails, the alert stays quiet',
      remedy: `Write a target above ${significant(1 - 1 / factor)}`,
    }),
  ];
}

function windowsOf(windows: readonly { readonly long: string }[]): string {
  const names = windows.map(({ long }) => long).join(', ');
  return windows.length === 1 ? `the alert over ${names}` : `the alerts over ${names}`;
}

function tooFewSamples(objectives: readonly Objective[], { intervals }: SloConfig): Diagnostic[] {
  const longest = milliseconds(SHORTEST_WINDOW) / INTERVALS;
  const [objective] = objectives;
  if (objective === undefined) return [];
  return (['scrape', 'evaluation'] as const)
    .filter((setting) => milliseconds(intervals[setting]) > longest)
    .map((setting) =>
      refusal(objective, {
        code: 'slo/window',
        message: `the shortest window is ${SHORTEST_WINDOW}, less than ${INTERVALS} times intervals.${setting}, which is ${intervals[setting]}`,
        reason: 'A single sample that is late or missing would end an alert, and make a hole in the budget',
        remedy: `Write intervals.${setting}: ${formatDuration(longest)} or less`,
      }),
    );
}

function collisions(objectives: readonly Objective[]): Diagnostic[] {
  const names = new Set<string>();
  const recorded = new Set<string>();
  const found: Diagnostic[] = [];
  for (const objective of objectives) {
    if (names.has(objective.name)) {
      found.push(
        refusal(objective, {
          code: 'slo/name',
          message: `another objective is named "${objective.name}", too`,
          reason: 'Nobody could tell their alerts and panels apart',
          remedy: 'Give each objective its own name',
        }),
      );
    }
    const series = objective.series.metrics.map(({ name }) => name);
    const twice = series.find((name, index) => series.indexOf(name) !== index);
    if (twice !== undefined) found.push(collision(objective, `the objective records ${twice} twice`));
    const taken = series.find((name) => recorded.has(name));
    if (taken !== undefined) found.push(collision(objective, `another objective records ${taken}, too`));
    names.add(objective.name);
    for (const name of series) recorded.add(name);
  }
  return found;
}

function collision(objective: Objective, message: string): Diagnostic {
  return refusal(objective, {
    code: 'slo/name',
    message,
    reason: 'Prometheus keeps the samples of one of the two rules and drops those of the other',
    remedy: 'Give objectiveSeries() other names of total and errors',
  });
}

function isRatio(target: number): boolean {
  return target > 0 && target < 1;
}

function refusal(
  { name, site }: Objective,
  diagnostic: Pick<Diagnostic, 'code' | 'message' | 'reason' | 'remedy'>,
): Diagnostic {
  return { severity: 'error', place: placeOf({ name: `objective ${name}`, site }), ...diagnostic };
}
