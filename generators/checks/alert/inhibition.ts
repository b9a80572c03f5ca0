import { nearest } from '../../base/nearest.ts';
import type { CompiledAlert } from '../../compile/model.ts';
import type { Inhibitor } from '../../define/rules.ts';
import { defineCheck, type Finding } from '../check.ts';
import { alertDefinition, placeOf } from '../place.ts';
import { alertsOf } from '../service.ts';

export const inhibition = defineCheck({
  code: 'alert/inhibition',
  severity: 'error',
  title: 'Alerts are inhibited by alerts that exist and share the labels compared',
  reason: 'One fault pages twice, because Alertmanager never applies the inhibition',
  page: {
    details:
      'An entry of `inhibitedBy` names an alert or labels that no rule has, compares a label that one of the two alerts lacks, or closes a circle in which the alerts mute each other.',
    impact: 'One fault pages twice. In a circle both alerts are muted, and the fault does not page at all.',
    example: {
      language: 'ts',
      bad: "inhibitedBy: [{ alert: 'ObserverTargetGone', equal: ['pod'] }]",
      good: "inhibitedBy: [{ alert: 'ObserverTargetDown', equal: ['job'] }]",
    },
  },
  *find(service) {
    const alerts = alertsOf(service);
    for (const alert of alerts) {
      const place = placeOf(alertDefinition(alert));
      for (const inhibitor of alert.definition.inhibitedBy ?? []) {
        const leading = alerts.filter((other) => isMeant(inhibitor, other));
        const found =
          leading.length === 0
            ? [unknown(inhibitor, alerts)]
            : [...missingLabels(alert, inhibitor, leading), ...circle(alert, leading, alerts)];
        yield* found.map((finding) => ({ place, ...finding }));
      }
    }
  },
});

type Problem = Omit<Finding, 'place'>;

function isMeant({ alert, labels = {} }: Inhibitor, other: CompiledAlert): boolean {
  return (
    other.definition.name === alert &&
    Object.entries(labels).every(([label, value]) => other.labels[label] === value)
  );
}

function unknown({ alert, labels = {} }: Inhibitor, alerts: readonly CompiledAlert[]): Problem {
  const names = alerts.map(({ definition }) => definition.name);
  if (names.includes(alert)) {
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    return {
      message: `no rule of ${alert} has the labels ${wanted.join(', ')}`,
      remedy: 'Write labels that the rule itself has, or leave them out to mean all rules of that name',
    };
  }
  const near = nearest(alert, names);
  return {
    message: `the project has no alert "${alert}"`,
    remedy: near === undefined ? 'Write the name of an alert of the project' : `Write alert: '${near}'`,
  };
}

function missingLabels(
  alert: CompiledAlert,
  { equal = [] }: Inhibitor,
  leading: readonly CompiledAlert[],
): Problem[] {
  return equal.flatMap((label) =>
    [alert, ...leading]
      .filter((one) => !labelsOf(one).has(label))
      .map((one) => ({
        message: `"equal" compares the label ${label}, which ${one.definition.name} does not have`,
        remedy: `Remove '${label}' from equal, or keep it in the query of ${one.definition.name}`,
      })),
  );
}

/** Of the notifications: what the query keeps, and what the rule adds. */
function labelsOf({ definition, labels }: CompiledAlert): ReadonlySet<string> {
  return new Set([...definition.condition.query.labels, ...Object.keys(labels)]);
}

function circle(
  alert: CompiledAlert,
  leading: readonly CompiledAlert[],
  alerts: readonly CompiledAlert[],
): Problem[] {
  const seen = new Set<CompiledAlert>();
  const ahead = [...leading];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    if (next === alert) {
      const names = leading.map(({ definition }) => definition.name);
      return [
        {
          message: `the alert is inhibited by ${[...new Set(names)].join(', ')}, which it inhibits itself`,
          reason: 'Alertmanager mutes both, and the fault does not page',
          remedy: 'Decide which of them leads, and remove the other direction',
        },
      ];
    }
    if (seen.has(next)) continue;
    seen.add(next);
    for (const inhibitor of next.definition.inhibitedBy ?? []) {
      ahead.push(...alerts.filter((other) => isMeant(inhibitor, other)));
    }
  }
  return [];
}
