/** Checks on real servers: what a dashboard would show, what is scraped, and which alerts fire. */
export { type AlertmanagerModel, readAlertmanager } from '../alertmanager/configuration.ts';
export { inhibitorsOf, routesOf } from '../alertmanager/simulate.ts';
export { listed } from '../base/listed.ts';
export { type ActiveAlert, PrometheusClient, type RangeSeries } from '../prometheus/client.ts';
export { type Answer, type AnswerKind, ask } from './ask.ts';
export { interpolate, replaceVariables } from './interpolate.ts';
export { type DashboardQuestions, type Question, questionsOf } from './questions.ts';
export { findingsOf, type Report, type Row, reportJson, reportMarkdown, reportText } from './report.ts';
export { selectEndpoint } from './scrape.ts';
export {
  type RuleDocument,
  readRuleDocument,
  type Shortening,
  shortenRoutes,
  shortenRules,
} from './shorten.ts';
