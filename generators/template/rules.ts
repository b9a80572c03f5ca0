import {
  alert,
  compare,
  type RuleGroup,
  ruleScope,
  type ServiceConfig,
  type ThresholdDeclaration,
} from 'observability-as-code';
import { over } from 'observability-as-code/promql';
import { following, increasing } from 'observability-as-code/testing';
import { httpRequests } from './metrics.ts';
import { errorRatio } from './signals.ts';

/** Numbers that observability.yaml can change, for each environment. */
export const thresholds = {
  errorRatio: { default: 0.05, minimum: 0, maximum: 1, description: 'Share of failed requests that pages.' },
} as const satisfies Readonly<Record<string, ThresholdDeclaration>>;

export type Threshold = keyof typeof thresholds;

export function rules(config: ServiceConfig<Threshold>): readonly RuleGroup[] {
  const scope = over(ruleScope(config), '5m');
  const request = { instance: '10.0.0.1:8080', method: 'GET', route: '/orders' } as const;
  return [
    {
      name: `${config.app}-http`,
      rules: [
        alert('ShopHighErrorRatio', {
          severity: 'critical',
          condition: compare(errorRatio, scope, '>', config.thresholds.errorRatio),
          for: '5m',
          summary: 'Too many HTTP requests fail.',
          description: '{{ $value | humanizePercentage }} of the requests to {{ $labels.job }} fail.',
          // The series while the ratio has a given value. From it come the tests just below the threshold and just above it,
          // of the hold, of recovery, of another service's series and more: "oac test" runs them with promtool.
          boundaryTests: {
            given: (phases) => [
              following(httpRequests, { ...request, code: '200' }, phases, (ratio, length) =>
                increasing(60 * (1 - ratio), length),
              ),
              // Two series, and unequal: a mean or a maximum of them would not be their sum.
              following(httpRequests, { ...request, code: '500' }, phases, (ratio, length) =>
                increasing(50 * ratio, length),
              ),
              following(httpRequests, { ...request, code: '503' }, phases, (ratio, length) =>
                increasing(10 * ratio, length),
              ),
            ],
            holdsAfter: '1m',
            normalValue: 0,
            extremeValue: 1,
          },
        }),
      ],
    },
  ];
}
