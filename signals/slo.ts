import { type Objective, objective } from 'observability-as-code';
import { matches, rate, type Scope, select, sum } from 'observability-as-code/promql';
import { httpRequestDuration, httpRequests } from '../metrics/observer.ts';
import { availabilitySeries, latencySeries } from '../metrics/slo.ts';

/** The settings that the objectives take. */
export type SloThreshold = 'sloAvailabilityTarget' | 'sloLatencyTarget' | 'sloMinimumRequests';

/** What the users of the observer's HTTP API are promised, the most important first. */
export interface Objectives {
  /** No answer with a 5xx status. */
  readonly availability: Objective;
  /** An answer within a quarter of a second. */
  readonly latency: Objective;
}

/**
 * The bound of the histogram's buckets up to which an answer is fast, in seconds. Every version of Prometheus writes it
 * like this; of 1, version 3 makes `le="1.0"`.
 */
export const FAST = '0.25';

export function objectives(thresholds: Readonly<Record<SloThreshold, number>>): Objectives {
  const minimumEvents = thresholds.sloMinimumRequests;
  return {
    availability: objective('http-availability', {
      title: { ko: 'HTTP 가용성', en: 'HTTP availability' },
      target: thresholds.sloAvailabilityTarget,
      minimumEvents,
      series: availabilitySeries,
      total: requests,
      counted: { as: 'errors', rate: failedRequests },
    }),
    latency: objective('http-latency', {
      title: { ko: 'HTTP 응답 시간', en: 'HTTP latency' },
      target: thresholds.sloLatencyTarget,
      minimumEvents,
      series: latencySeries,
      total: timedRequests,
      counted: { as: 'good', rate: fastRequests },
    }),
  };
}

const requests = (scope: Scope) => sum(rate(select(scope, httpRequests), scope.window), ['namespace', 'job']);

const failedRequests = (scope: Scope) =>
  sum(rate(select(scope, httpRequests, { status: matches('5..') }), scope.window), ['namespace', 'job']);

const timedRequests = (scope: Scope) =>
  sum(rate(select(scope, httpRequestDuration.count), scope.window), ['namespace', 'job']);

const fastRequests = (scope: Scope) =>
  sum(rate(select(scope, httpRequestDuration.bucket, { le: FAST }), scope.window), ['namespace', 'job']);
