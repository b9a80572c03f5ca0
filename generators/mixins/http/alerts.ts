import type { RuleContext } from '../../define/rule-context.ts';
import { type Alert, alert, compare } from '../../define/rules.ts';
import { libraryText } from '../../define/text.ts';
import { percent, spokenSeconds, spokenValue } from '../../define/wording.ts';
import { where } from '../../promql/index.ts';
import { httpCases } from './alerts.cases.ts';
import type { HttpMetrics } from './metrics.ts';
import type { HttpSignals } from './signals.ts';
import type { HttpThreshold } from './thresholds.ts';

/** Alerts on what users of the service notice. */
export function httpRules(
  context: RuleContext<HttpThreshold>,
  metrics: HttpMetrics,
  signals: HttpSignals,
): readonly Alert[] {
  const { prefix, thresholds, within } = context;
  const scope = within('5m');
  const enoughRequests = where(signals.requestCount(scope), '>=', thresholds.httpMinimumRequests);
  const latency = spokenSeconds(thresholds.httpLatencySeconds);
  const cases = httpCases(context, metrics);
  return [
    alert(`${prefix}HighErrorRate`, {
      severity: 'critical',
      condition: compare(signals.errorRatio, scope, '>', thresholds.httpErrorRatio).and(enoughRequests, {
        on: ['namespace', 'job'],
      }),
      for: '5m',
      summary: libraryText({
        ko: `HTTP 5xx 에러율이 ${percent(thresholds.httpErrorRatio)}를 초과함`,
        en: `More than ${percent(thresholds.httpErrorRatio)} of HTTP requests end with a 5xx status.`,
      }),
      description: libraryText({
        ko: '최근 5분간 에러율: {{ $value | humanizePercentage }} ({{ $labels.namespace }}/{{ $labels.job }})',
        en: 'Error ratio of the last five minutes: {{ $value | humanizePercentage }} ({{ $labels.namespace }}/{{ $labels.job }}).',
      }),
      ...cases.highErrorRate,
    }),
    alert(`${prefix}HighLatency`, {
      severity: 'warning',
      condition: compare(signals.latency(0.99), scope, '>', thresholds.httpLatencySeconds).and(
        enoughRequests,
        { on: ['namespace', 'job'] },
      ),
      for: '10m',
      summary: libraryText({
        ko: `HTTP 응답 시간 P99가 ${latency.ko}를 초과함`,
        en: `The slowest hundredth of HTTP requests takes more than ${latency.en}.`,
      }),
      description: libraryText({
        ko: `최근 5분간 P99: ${spokenValue.ko} ({{ $labels.namespace }}/{{ $labels.job }})`,
        en: `P99 of the last five minutes: ${spokenValue.en} ({{ $labels.namespace }}/{{ $labels.job }}).`,
      }),
      ...cases.highLatency,
    }),
  ];
}
