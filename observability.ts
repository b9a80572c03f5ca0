import { calendarSchema } from 'krx-calendar';
import type { Project } from 'observability-as-code';
import { observerDashboard } from './dashboards/index.ts';
import { contract, exporters } from './metrics/index.ts';
import { calendarAdvice, calendarProblems } from './rules/calendar/configured.ts';
import { observerRules } from './rules/index.ts';
import { dashboardScope, drillDownScope, ruleScope } from './signals/scope.ts';
import { type Threshold, thresholds } from './signals/thresholds.ts';
import { observerWorkload } from './workload/observer.ts';

/** Of all texts of the observer; the first one is the default. */
const languages = ['ko', 'en'] as const;

declare module 'observability-as-code' {
  interface Register {
    language: (typeof languages)[number];
  }
}

/** The observer: what the generators are given. They know nothing else of it. */
const project: Project<Threshold> = {
  languages,
  contract,
  exporters,
  thresholds,
  extensions: { calendar: calendarSchema },
  scopes: { dashboard: dashboardScope, drillDown: drillDownScope, rules: ruleScope },
  workload: observerWorkload,
  dashboard: observerDashboard,
  rules: observerRules,
  problems: calendarProblems,
  advice: calendarAdvice,
};

export default project;
