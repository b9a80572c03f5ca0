import { type Objective, objective } from 'observability-as-code';
import { availabilitySeries, latencySeries } from '../metrics/slo.ts';
import { http } from './http.ts';

/** The settings that the objectives take. */
type Settings = Readonly<Record<'sloAvailabilityTarget' | 'sloLatencyTarget' | 'sloMinimumRequests', number>>;

/** Seconds within which an answer is fast. */
export const FAST = 0.25;

/** What the users of the observer's HTTP API are promised, by their names in the legends. */
export function objectives(settings: Settings): Readonly<Record<'availability' | 'latency', Objective>> {
  return {
    availability: objective('http-availability', {
      title: { ko: 'HTTP 가용성', en: 'HTTP availability' },
      target: settings.sloAvailabilityTarget,
      minimumEvents: settings.sloMinimumRequests,
      // ObserverHighErrorRate leads: it sees all that the rule over an hour sees, and fires after five minutes. When traffic jumps
      // with the errors, that rule would be sooner.
      minimumHold: '6m',
      series: availabilitySeries,
      ...http.availability,
    }),
    latency: objective('http-latency', {
      title: { ko: 'HTTP 응답 시간', en: 'HTTP latency' },
      target: settings.sloLatencyTarget,
      minimumEvents: settings.sloMinimumRequests,
      series: latencySeries,
      ...http.answeredWithin(FAST),
    }),
  };
}
