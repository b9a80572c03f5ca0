import type { ServiceLabel } from '../../contract/objective-series.ts';
import { divide, subtractFrom } from '../../promql/index.ts';
import { type Signal, signal } from '../signal.ts';
import { errorBudget, type SloWindow } from './burn-rate.ts';
import { type Objective, selectRecorded } from './objective.ts';
import { aboutTitle, spokenWindow } from './texts.ts';

/**
 * How many times faster than allowed the budget burns. The ratio is recorded and the target applied here, so
 * a new target also applies to the past.
 */
export function burnRate(objective: Objective, window: SloWindow): Signal<ServiceLabel> {
  const { title, target, series } = objective;
  const { ko, en } = spokenWindow(window);
  return signal(
    `${objective.name}-burn-rate-${window}`,
    aboutTitle(title, (name) => ({
      ko: `최근 ${ko} 동안 ${name} 오류 예산이 소진된 속도입니다. 1이면 기간이 끝날 때 정확히 다 씁니다.`,
      en: `How fast the error budget of ${name} burned in the last ${en}; at 1 it lasts exactly for its period.`,
    })),
    (scope) => divide(selectRecorded(objective, scope, series.errorRatio[window]), errorBudget(target)),
  );
}

/** The remaining error budget of the past period: 1 is all of it; below 0 the objective is missed. */
export function budgetRemaining(objective: Objective): Signal<ServiceLabel> {
  const { title, target, series } = objective;
  return signal(
    `${objective.name}-budget-remaining`,
    aboutTitle(title, (name) => ({
      ko: `${name} 오류 예산의 남은 비율입니다.`,
      en: `Share of the error budget of ${name} that is left.`,
    })),
    (scope) =>
      subtractFrom(1, divide(selectRecorded(objective, scope, series.periodErrorRatio), errorBudget(target))),
  );
}
