/** What a project's definitions are written with: signals, dashboards, rules, objectives, and the project that holds them. */
export { type Diagnostic, DiagnosticError, type Place, type Severity } from './base/diagnostic.ts';
export { type Duration, formatDuration, milliseconds, parseDuration, seconds } from './base/duration.ts';
export type * from './config/config.ts';
export type * from './config/declaration.ts';
export * from './define/dashboard.ts';
export * from './define/objective/index.ts';
export * from './define/project.ts';
export * from './define/routing.ts';
export * from './define/rule-context.ts';
export * from './define/rules.ts';
export { dashboardScope, drillDownScope, podDashboardScope, ruleScope } from './define/scope.ts';
export * from './define/signal.ts';
export {
  type Language,
  type LibraryTexts,
  libraryText,
  type Register,
  type Text,
  textIn,
} from './define/text.ts';
export * from './define/wording.ts';
export type * from './define/workload.ts';
