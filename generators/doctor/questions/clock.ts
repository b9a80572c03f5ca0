import { quote } from '../../promql/build/escape.ts';
import type { Finding, Question } from '../question.ts';

/** In seconds. NTP keeps clocks within a fraction of one. */
const MOST_SKEW = 5;
const MOST_AGE = 300;

/** Alerts on ages and expiries compare the clocks of several machines. */
export const clock: Question = {
  code: 'doctor/clock',
  title: 'Do the clocks agree?',
  async ask({ service, prometheus }) {
    const { config } = service;
    const findings: Finding[] = [];
    const before = Date.now();
    const serverTime = await prometheus.clock();
    const after = Date.now();
    // Any time during the request may be right, and so may any time within the server's second.
    const own = serverTime ?? before;
    const skew = Math.max(before - own - 1000, own - after, 0) / 1000;
    if (skew > MOST_SKEW) {
      const direction = own < before ? 'behind' : 'ahead of';
      findings.push({
        severity: 'error',
        place: { definition: `clock of ${prometheus.address}` },
        message: `it is ${Math.round(skew)} s ${direction} this machine's`,
        reason:
          'Grafana uses the time of the browser: graphs end early or late, and ages and expiries are wrong by as much',
        remedy: 'Compare both with a third: date -u. On the one that is wrong: timedatectl set-ntp true',
      });
    }
    const job = quote(config.jobs.service ?? config.service.name);
    const scope = `{job=${job},namespace=${quote(config.namespace)}}`;
    for (const { labels, value } of await prometheus.query(
      `process_start_time_seconds${scope} - time() > ${MOST_SKEW}`,
    )) {
      findings.push({
        severity: 'error',
        place: { definition: `clock of ${labels.pod ?? labels.instance ?? 'the service'}` },
        message: `the service says that it starts ${Math.round(value)} s from now`,
        reason:
          'The clock of its node is ahead of that of Prometheus: times that it writes lie in the future, and alerts on ages are late',
        remedy: 'On the node: timedatectl set-ntp true',
      });
    }
    for (const { labels, value } of await prometheus.query(
      `abs(time() - timestamp(up${scope})) > ${MOST_AGE}`,
    )) {
      findings.push({
        severity: 'error',
        place: { definition: `target ${labels.instance ?? ''}` },
        message: `the time of its newest sample is ${Math.round(value)} s away from now`,
        reason: 'It has not been scraped since, or its samples carry the time of another clock',
        remedy: 'Look at the target in doctor/targets, and leave honorTimestamps off in the ServiceMonitor.',
      });
    }
    return findings;
  },
};
