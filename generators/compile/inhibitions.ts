import type { Labels } from '../config/config.ts';
import type { Alert } from '../define/rules.ts';
import type { CompiledAlert, CompiledService, Inhibition } from './model.ts';

/** The same service in another environment or cluster is a different service. */
export const ALWAYS_EQUAL = ['cluster', 'namespace', 'service'] as const;

/** The declared inhibitions of a service's alerts, in the order of the alerts. */
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

/** The labels that identify a rule, because several may share a name. */
function ownLabels({ name, severity, labels = {} }: Alert): Labels {
  return { alertname: name, severity, ...labels };
}
