import { listed } from '../../base/listed.ts';
import type { CompiledGroup } from '../../compile/model.ts';
import { causesOfEmptiness } from '../empty.ts';
import { groupedByCause, type Silent } from '../grouped.ts';
import type { Finding, Question } from '../question.ts';

/** An alert with missing series is as quiet as one without a problem. */
export const alerts: Question = {
  code: 'doctor/alerts',
  title: 'Can every alert fire?',
  async ask(installation) {
    const silent: Silent[] = [];
    for (const rule of installation.service.groups.flatMap(({ rules }) => rules)) {
      const causes = await causesOfEmptiness(rule.expression, installation);
      if (causes.length > 0) silent.push({ name: nameOf(rule), causes });
    }
    return groupedByCause(silent).map(
      ({ cause, names }): Finding => ({
        severity: 'error',
        place: { definition: listed(names) },
        message:
          names.length === 1
            ? 'the rule can give nothing, whatever happens'
            : `${names.length} rules can give nothing, whatever happens`,
        reason: cause,
        remedy: REMEDY,
      }),
    );
  },
};

const REMEDY =
  'Bring the series back: see doctor/targets and doctor/metrics. If they have other labels here, write those into observability.yaml (namespace, jobs, selectors) and run "npx oac generate".';

function nameOf(rule: CompiledGroup['rules'][number]): string {
  return rule.kind === 'alert'
    ? `alert ${rule.definition.name}`
    : `recording rule ${rule.definition.series.name}`;
}
