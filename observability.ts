import { calendarSchema } from 'krx-calendar';
import { defineProject, podDashboardScope } from 'observability-as-code';
import { observerDashboard } from './dashboards/index.ts';
import { contract } from './metrics/index.ts';
import { calendarAdvice, calendarProblems } from './rules/calendar/configured.ts';
import { observerRules } from './rules/index.ts';
import { observerRouting } from './rules/routing.ts';
import { thresholds } from './signals/thresholds.ts';
import { observerWorkload } from './workload/observer.ts';

/** Of all texts of the observer; the first one is the default. */
const languages = ['ko', 'en'] as const;

declare module 'observability-as-code' {
  interface Register {
    language: (typeof languages)[number];
  }
}

/** The observer: what the generators are given. They know nothing else of it. */
export default defineProject({
  languages,
  contract,
  thresholds,
  parts: {
    database: 'PostgreSQL, to which records go beside the files.',
    backup: 'Archives of the files, on a volume of their own.',
  },
  extensions: { calendar: calendarSchema },
  workload: observerWorkload,
  // Its targets carry the label pod, so the picker of pods narrows its own metrics, too.
  scopes: { dashboard: podDashboardScope },
  dashboard: observerDashboard,
  rules: observerRules,
  routing: observerRouting,
  problems: calendarProblems,
  advice: calendarAdvice,
});
