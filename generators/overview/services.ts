import { groupBy } from '../config/group-by.ts';
import type { Variable } from '../define/dashboard.ts';
import { quote } from '../promql/build/escape.ts';
import type { ObjectiveEntry, OverviewEntry } from './entry.ts';

/** Labels of each service in the vector of services. */
export const SERVICE_LABELS = ['app', 'dashboard', 'job', 'namespace', 'service'] as const;
export type ServiceLabels = (typeof SERVICE_LABELS)[number];

/** So deep in parentheses nobody reads, and no parser overflows, where a thousand services are in one chain. */
const GROUP = 25;

/**
 * A vector with a 1 for each service, which carries what tells of it. Joined with it, any series gives one line for each
 * service, with the uid of its dashboard, and none for what is no service of this run. A service of which Prometheus has
 * nothing at all is in it.
 */
export function vectorOf(services: readonly OverviewEntry[]): string {
  const elements = services.map((service) =>
    SERVICE_LABELS.reduce(
      (inner, label) => `label_replace(${inner}, ${quote(label)}, ${quote(service[label])}, "", "")`,
      'vector(1)',
    ),
  );
  return union(elements);
}

function union(elements: readonly string[]): string {
  if (elements.length <= GROUP) return `(${elements.join(' or ')})`;
  const groups = Array.from({ length: Math.ceil(elements.length / GROUP) }, (_, index) =>
    union(elements.slice(index * GROUP, (index + 1) * GROUP)),
  );
  return union(groups);
}

/** An objective that is the same for several services, and the vector of these. */
export interface SharedObjective {
  readonly objective: ObjectiveEntry;
  readonly services: readonly OverviewEntry[];
  readonly vector: string;
}

/** The objectives of all services, each once with those that have it. */
export function sharedObjectives(entries: readonly OverviewEntry[]): readonly SharedObjective[] {
  const all = entries.flatMap((service) => service.objectives.map((objective) => ({ service, objective })));
  const groups = groupBy(all, ({ objective }) => JSON.stringify(objective));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const services = group.map(({ service }) => service);
    return first === undefined ? [] : [{ objective: first.objective, services, vector: vectorOf(services) }];
  });
}

/** The vectors as constants of a dashboard, as most queries hold one. */
export function constantsOf(vectors: readonly string[]): readonly Variable[] {
  return [...new Set(vectors)].map((value, index) => ({
    kind: 'constant',
    name: index === 0 ? 'services' : `services_${index + 1}`,
    value,
  }));
}
