import type { LabelValues } from '../../contract/metric.ts';
import type { Row } from '../../define/dashboard.ts';
import type { RuleContext } from '../../define/rule-context.ts';
import type { Alert } from '../../define/rules.ts';
import { httpRules } from './alerts.ts';
import type { HttpMetrics } from './metrics.ts';
import { type HttpPanels, httpPanels, httpRow } from './row.ts';
import { type HttpSignals, httpSignals } from './signals.ts';
import type { HttpThreshold } from './thresholds.ts';

export type { HttpMetrics } from './metrics.ts';
export type { HttpPanels } from './row.ts';
export type { HttpSignals } from './signals.ts';
export { type HttpThreshold, httpThresholds } from './thresholds.ts';

/** Rate, errors and duration of the requests to an HTTP server. */
export interface Http extends HttpSignals {
  readonly panels: HttpPanels;
  row(): Row;
  /** `<prefix>HighErrorRate` and `<prefix>HighLatency`. */
  rules(context: RuleContext<HttpThreshold>): readonly Alert[];
}

/**
 * Signals, panels and alerts over the metrics of an HTTP server.
 *
 * @example
 * http({ requests: httpRequests, duration: httpRequestDuration, status: 'code', route: ['method', 'route'] })
 */
export function http<Requests extends LabelValues, Duration extends LabelValues>(
  metrics: HttpMetrics<Requests, Duration>,
): Http;
export function http(metrics: HttpMetrics): Http {
  const signals = httpSignals(metrics);
  const panels = httpPanels(signals, metrics);
  return {
    ...signals,
    panels,
    row: () => httpRow(panels),
    rules: (context) => httpRules(context, metrics, signals),
  };
}
