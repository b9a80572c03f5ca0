export { type ObjectiveSeries, objectiveSeries } from '../../contract/objective-series.ts';
export { type BurnRateAlert, type BurnRateLabels, enoughEvents } from './alerts.ts';
export {
  type BurnRateWindow,
  burnRateWindows,
  errorBudget,
  LONG_WINDOWS,
  type LongWindow,
  type SloPeriod,
  type SloWindow,
} from './burn-rate.ts';
export {
  type EventCounter,
  type EventRate,
  type Indicator,
  type Objective,
  objective,
  type PromisedObjective,
} from './objective.ts';
export type { ObjectiveRecord } from './recording.ts';
export {
  type ErrorBudgetDefinition,
  type ErrorBudgetGroup,
  errorBudgetRules,
  type WatchedObjective,
} from './rules.ts';
export { budgetRemaining, burnRate } from './signals.ts';
export { spokenWindow } from './texts.ts';
