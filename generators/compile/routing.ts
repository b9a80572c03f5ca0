import type { Labels, ServiceConfig } from '../config/config.ts';
import type { Project } from '../define/project.ts';
import { type Routing, standardRouting } from '../define/routing.ts';
import { ALWAYS_EQUAL, inhibitionsOf } from './inhibitions.ts';
import type { CompiledAlert, CompiledGroup, CompiledRouting, Inhibition } from './model.ts';

/** Undefined if the configuration does not ask for it. */
export function compileRouting(
  project: Project,
  config: ServiceConfig,
  groups: readonly CompiledGroup[],
): CompiledRouting | undefined {
  if (config.alertmanager?.enabled !== true) return undefined;
  return routingOf(project.routing?.(config) ?? standardRouting(config), config, groups);
}

export function routingOf(
  routing: Routing,
  config: ServiceConfig,
  groups: readonly CompiledGroup[],
): CompiledRouting {
  return { ...routing, inhibitions: [...inhibitionsOf({ groups }), ...bySeverity(config, groups)] };
}

/** While a critical alert fires, the warning with the same name about the same object adds nothing. */
function bySeverity(config: ServiceConfig, groups: readonly CompiledGroup[]): readonly Inhibition[] {
  const alerts = groups.flatMap(({ rules }) => rules.filter((rule) => rule.kind === 'alert'));
  // The same on all alerts.
  const others = [...ALWAYS_EQUAL, ...Object.keys(config.alerts.labels), 'severity'];
  const names = [...new Set(alerts.map(({ definition }) => definition.name))];
  return names.flatMap((alertname) => {
    const ofSeverity = (severity: string) =>
      alerts.filter(({ definition }) => definition.name === alertname && definition.severity === severity);
    const [critical, warning] = [ofSeverity('critical'), ofSeverity('warning')];
    const isDeclared = warning.every(({ definition }) =>
      definition.inhibitedBy?.some(({ alert }) => alert === alertname),
    );
    if (critical.length === 0 || warning.length === 0 || isDeclared) return [];
    return [
      {
        source: { alertname, severity: 'critical' },
        target: { alertname, severity: 'warning' },
        equal: [...ALWAYS_EQUAL, ...sameThing(critical, warning).filter((name) => !others.includes(name))],
      },
    ];
  });
}

/** Labels that identify the affected object, not the severity: those that some pair may have in common. */
function sameThing(critical: readonly CompiledAlert[], warning: readonly CompiledAlert[]): readonly string[] {
  const names = [...new Set([...critical, ...warning].flatMap(labelNames))].sort();
  return names.filter((name) => critical.some((one) => warning.some((other) => isShared(name, one, other))));
}

function labelNames({ definition, labels }: CompiledAlert): readonly string[] {
  return [...definition.condition.query.labels, ...Object.keys(labels)];
}

function isShared(name: string, one: CompiledAlert, other: CompiledAlert): boolean {
  const [left, right] = [fixed(one.labels, name), fixed(other.labels, name)];
  return left === right && labelNames(one).includes(name) === labelNames(other).includes(name);
}

function fixed(labels: Labels, name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] : undefined;
}
