import type { Labels } from '../config/config.ts';
import type { Alert } from '../define/rules.ts';
import type { CompiledAlert, CompiledService } from './model.ts';

/** As Alertmanager takes it: an alert with the labels of the target is muted while one with those of the source fires. */
export interface Inhibition {
  readonly source: Labels;
  readonly target: Labels;
  /** Labels that must have the same value in both; one that both lack counts as equal. */
  readonly equal: readonly string[];
}

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
