import type { Duration } from '../../base/duration.ts';
import { following, type Phases } from '../../define/boundary-tests.ts';
import { exampleTargets, exampleValues } from '../../define/examples.ts';
import { histogramOf } from '../../define/histogram.ts';
import type { RuleContext } from '../../define/rule-context.ts';
import type { AlertCases } from '../../define/rules.ts';
import { firesAt, type GivenSeries, given, increasing, quietAt, scenario } from '../../define/scenario.ts';
import { inParts } from '../../define/variants.ts';
import type { HttpMetrics } from './metrics.ts';
import type { HttpThreshold } from './thresholds.ts';

interface HttpCases {
  readonly highErrorRate: AlertCases;
  readonly highLatency: AlertCases;
}

export function httpCases(
  { config, thresholds }: RuleContext<HttpThreshold>,
  { requests, duration, status, route }: HttpMetrics,
): HttpCases {
  const [target, otherTarget] = exampleTargets(config);
  const answered = (code: string) => ({
    ...target,
    ...exampleValues(requests.domains, route),
    [status]: code,
  });
  const timed = { ...target, ...exampleValues(duration.domains, route) };

  const enough = thresholds.httpMinimumRequests;
  /** Requests a minute that are enough for the alerts at once. */
  const plenty = enough * 4;
  /** Requests a minute: just too few, and just enough, within five minutes. */
  const tooFew = (enough / 5) * 0.95;
  const justEnough = (enough / 5) * 1.05;

  /** Response time in seconds of nearly all requests in normal operation. */
  const fast = Math.min(0.01, thresholds.httpLatencySeconds / 10);
  /** The end of the last bounded bucket in seconds, so that every request is in that bucket. */
  const slowest = duration.buckets.at(-1) ?? 1;
  const durations = (phases: Phases, perMinute: number, labels = timed) =>
    histogramOf(duration, labels, phases, perMinute);
  /** All of them take twice as long as allowed. Some are counted only until the given time. */
  const slowRequests = (perMinute: number, until: Duration = '40m'): readonly GivenSeries[] => [
    given(requests, answered('200'), increasing(perMinute, until), increasing(0, '40m')),
    ...durations([{ value: thresholds.httpLatencySeconds * 2, length: '40m' }], 1),
  ];

  return {
    highErrorRate: {
      boundaryTests: {
        given: (phases) => [
          following(requests, answered('200'), phases, (ratio, length) =>
            increasing(plenty * (1 - ratio), length),
          ),
          following(requests, answered('500'), phases, (ratio, length) => increasing(plenty * ratio, length)),
        ],
        holdsAfter: '1m',
        normalValue: 0,
        extremeValue: 1,
        splitSeries: (series) => inParts(series, otherTarget),
      },
      scenarios: [
        scenario('no request has failed yet, so that there is no series of failures', {
          given: [given(requests, answered('200'), increasing(plenty, '30m'))],
          expect: [quietAt('25m')],
        }),
        scenario('all requests fail, but they are too few to judge', {
          given: [given(requests, answered('500'), increasing(tooFew, '30m'))],
          expect: [quietAt('25m')],
        }),
        scenario('all requests fail, and those of two pods are just enough to judge', {
          given: inParts([given(requests, answered('500'), increasing(justEnough, '30m'))], otherTarget),
          expect: [firesAt('25m', { labels: {}, value: 1 })],
        }),
        scenario('all requests fail while the pods restart', {
          given: [
            given(
              requests,
              answered('500'),
              increasing(justEnough, '24m'),
              increasing(justEnough, '6m', justEnough),
            ),
          ],
          expect: [firesAt('25m', { labels: {}, value: 1 })],
        }),
      ],
    },
    highLatency: {
      boundaryTests: {
        given: (phases) => [
          following(requests, answered('200'), phases, (_, length) => increasing(plenty, length)),
          ...durations(phases, plenty),
        ],
        holdsAfter: '1m',
        normalValue: fast,
        extremeValue: slowest,
        splitSeries: (series) => inParts(series, otherTarget),
      },
      scenarios: [
        scenario('requests are slow, but too few to judge', {
          given: slowRequests(tooFew),
          expect: [quietAt('35m')],
        }),
        scenario('requests are slow, and those of two pods are just enough to judge', {
          given: inParts(slowRequests(justEnough), otherTarget),
          expect: [firesAt('35m', { labels: {} })],
        }),
        scenario('one pod of two is slow, and answers one request in ten', {
          given: [
            given(requests, answered('200'), increasing(plenty, '40m')),
            ...durations([{ value: fast, length: '40m' }], plenty * 0.9),
            ...durations([{ value: slowest, length: '40m' }], plenty * 0.1, { ...timed, ...otherTarget }),
          ],
          expect: [firesAt('35m', { labels: {} })],
        }),
        scenario('requests were slow, and too few of them are left in the window', {
          given: slowRequests(justEnough * 2, '20m'),
          expect: [firesAt('20m', { labels: {} }), quietAt('23m')],
        }),
      ],
    },
  };
}
