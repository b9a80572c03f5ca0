/**
 * Service level objectives: recording rules, burn-rate alerts with their tests, and panels. An objective is a
 * title, a target and an indicator, such as `countedEvents({ events, errors, examples })`.
 */
export { traffic } from './alerts.cases.ts';
export { countedEvents, timedEvents } from './indicators.ts';
export { budgetSummary, objectivePanels } from './panels.ts';
export { objectiveRules } from './rules.ts';
