import type { Labels } from '../config/config.ts';
import type { Alert } from '../define/rules.ts';
import type { CompiledAlert, CompiledService, Inhibition } from './model.ts';

/** The same service of another environment or cluster is another service. */
export const ALWAYS_EQUAL = ['cluster', 'namespace', 'service'] as const;

/** What the alerts of a service declare, in the order of the alerts. */
export function inhibitionsOf({ groups }: Pick<CompiledService, 'groups'>): readonly Inhibition[] {
  return groups.flatMap(({ rules }) =>
    rules.flatMap((rule) => (rule.kind === 'alert' ? inhibitionsFor(rule) : [])),
  );
}

function inhibitionsFor({ definition }: CompiledAlert): readonly Inhibition[] {
  return (definition.inhibitedBy ?? []).map(({ alert, labels = {}, equal = [] }) => ({
    source: { alertname: alert, ...labels },
    target: ownLabels(definition),
    equal: [...ALWAYS_EQUAL, ...equal],
  }));
}

/** What tells a rule apart from every other one: several may have one name. */
function ownLabels({ name, severity, labels = {} }: Alert): Labels {
  return { alertname: name, severity, ...labels };
}
