import { listed } from '../../base/listed.ts';
import { analyse, walk } from '../../promql/parse/index.ts';
import type { Finding, Question } from '../question.ts';

type Version = readonly [major: number, minor: number];

/** The first version of Prometheus with each function (CHANGELOG.md of prometheus/prometheus). */
const FUNCTIONS: Readonly<Record<string, Version>> = {
  absent_over_time: [2, 16],
  clamp: [2, 26],
  last_over_time: [2, 26],
  sgn: [2, 26],
  present_over_time: [2, 29],
};
const KEEP_FIRING_FOR: Version = [2, 42];

/** Prometheus rejects a whole rules file because of one unknown key. */
export const version: Question = {
  code: 'doctor/version',
  title: 'Is the server new enough?',
  async ask({ service, prometheus }) {
    const text = await prometheus.version();
    const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(text) ?? [];
    if (major === undefined || minor === undefined) return [];
    const isOlder = ([needed, least]: Version) =>
      Number(major) < needed || (Number(major) === needed && Number(minor) < least);
    const used = new Map<string, { readonly since: Version; readonly by: string[] }>();
    const add = (feature: string, since: Version | undefined, by: string) => {
      if (since === undefined || !isOlder(since)) return;
      used.set(feature, { since, by: [...(used.get(feature)?.by ?? []), by] });
    };
    for (const rule of service.groups.flatMap(({ rules }) => rules)) {
      const name = rule.kind === 'alert' ? `alert ${rule.definition.name}` : rule.definition.series.name;
      if (rule.kind === 'alert' && rule.definition.keepFiringFor !== undefined)
        add('keep_firing_for', KEEP_FIRING_FOR, name);
      for (const called of functionsIn(rule.expression)) add(`${called}()`, FUNCTIONS[called], name);
    }
    return [...used].map(
      ([feature, { since, by }]): Finding => ({
        severity: 'error',
        place: { definition: listed([...new Set(by)]) },
        message: `Prometheus ${text} does not know ${feature}, which came with ${since.join('.')}`,
        reason: 'It rejects the whole file, so none of its rules is evaluated',
        remedy: `Upgrade Prometheus to ${since.join('.')} or later.`,
      }),
    );
  },
};

function functionsIn(expression: string): readonly string[] {
  const { syntax } = analyse(expression);
  if (syntax === undefined) return [];
  return [...walk(syntax)].flatMap((node) => (node.type === 'call' ? [node.name] : []));
}
