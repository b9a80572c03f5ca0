import { formatDuration, parseDuration } from '../../base/duration.ts';
import { listed } from '../../base/listed.ts';
import { analyse } from '../../promql/parse/index.ts';
import type { Finding, Question } from '../question.ts';

/** A window that extends beyond the oldest sample still gives a value, but of less time than it claims. */
export const retention: Question = {
  code: 'doctor/retention',
  title: 'Are samples kept as long as queries look back?',
  async ask({ service, prometheus }) {
    const text = await prometheus.retention();
    // A size limit only: how long that lasts is unknown.
    const kept = parseDuration(text.split(' ')[0] ?? '');
    if (kept === undefined) return [];
    const short = service.groups
      .flatMap(({ rules }) => rules)
      .flatMap((rule) => {
        const reach = Math.max(0, ...analyse(rule.expression).selectors.map((use) => use.reach));
        const name = rule.kind === 'alert' ? `alert ${rule.definition.name}` : rule.definition.series.name;
        return reach > kept ? [{ name, reach }] : [];
      });
    const { prometheus: configured } = service.config;
    const findings: Finding[] = [];
    if (short.length > 0) {
      const longest = formatDuration(Math.max(...short.map(({ reach }) => reach)));
      findings.push({
        severity: 'error',
        place: { definition: listed([...new Set(short.map(({ name }) => name))]) },
        message: `these look back ${longest}, and Prometheus keeps samples for ${text}`,
        reason: 'They are computed over less time than they say: budgets look fuller, and burn rates differ',
        remedy: `Set --storage.tsdb.retention.time=${longest} or longer (spec.retention of the Prometheus), or shorten the window and write prometheus.retention: ${formatDuration(kept)} into observability.yaml.`,
      });
    } else if ((parseDuration(configured.retention) ?? 0) > kept) {
      findings.push({
        severity: 'warning',
        place: { file: 'observability.yaml', definition: 'prometheus.retention' },
        message: `it says ${configured.retention}, and Prometheus keeps samples for ${text}`,
        reason: 'oac judges windows by what the configuration says',
        remedy: `Write prometheus.retention: ${formatDuration(kept)}.`,
      });
    }
    return findings;
  },
};
