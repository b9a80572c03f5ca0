import { type AlertmanagerModel, readAlertmanager } from '../alertmanager/configuration.ts';
import type { LabelSet } from '../alertmanager/matcher.ts';
import type { Route } from '../define/routing.ts';
import type { Artifact, CompiledAlert, CompiledService } from './model.ts';
import { parseTemplate, renderTemplate } from './template/index.ts';

/** An Alertmanager configuration, and the alerts that are known to reach it. */
export interface RoutedService {
  readonly model: AlertmanagerModel;
  /** The labels that each rule's alerts always have. Empty if only the file is known. */
  readonly alerts: readonly LabelSet[];
  /** Why a route may be silent, according to its definition. */
  becauseOf(path: readonly number[], kind: 'muted' | 'inactive'): string | undefined;
}

/** The path of the configuration, which is complete. */
export const ALERTMANAGER_FILE = 'alertmanager/alertmanager.yaml';

/**
 * The output for Alertmanager, parsed as Alertmanager parses it. Undefined if there is none.
 *
 * @throws DiagnosticError if Alertmanager would reject it
 */
export function routedService(
  service: CompiledService,
  artifacts: readonly Artifact[],
  directory: string,
): RoutedService | undefined {
  const { routing } = service;
  const artifact = artifacts.find(({ path }) => path === ALERTMANAGER_FILE);
  if (routing === undefined || artifact === undefined) return undefined;
  return {
    model: readAlertmanager(`${directory}/${artifact.path}`, artifact.content),
    alerts: alertLabels(service),
    becauseOf: (path, kind) => {
      const route = routeAt(routing.route, path);
      return (kind === 'muted' ? route?.mutedIn : route?.activeIn)?.because;
    },
  };
}

/** The labels that each rule's alerts always have. */
export function alertLabels({ groups, config }: CompiledService): readonly LabelSet[] {
  return groups
    .flatMap((group) => group.rules.filter((rule) => rule.kind === 'alert'))
    .map((rule) => fixedLabels(rule, config.namespace));
}

export function routeAt(route: Route, path: readonly number[]): Route | undefined {
  return path.reduce<Route | undefined>((found, index) => found?.routes?.[index], route);
}

function fixedLabels({ definition, labels }: CompiledAlert, namespace: string): LabelSet {
  const fixed = Object.entries(labels).map(([label, value]) => [label, plain(value)]);
  // Rules read only the service's namespace.
  return { alertname: definition.name, namespace, ...Object.fromEntries(fixed) };
}

/** Rule labels are templates, so a fixed value with braces is escaped. */
function plain(value: string): string {
  return parseTemplate(value).errors.length > 0 ? value : renderTemplate(value, { labels: {}, value: 0 });
}

/** The alerts that have the given labels, with all their known labels. */
export function alertsLike(alerts: readonly LabelSet[], given: LabelSet): readonly LabelSet[] {
  const found = alerts.filter(
    (labels) =>
      labels.alertname === given.alertname &&
      Object.entries(labels).every(
        ([label, value]) => !Object.hasOwn(given, label) || given[label] === value,
      ),
  );
  return [...new Map(found.map((labels) => [JSON.stringify(labels), { ...labels, ...given }])).values()];
}
