import { groupBy } from '../config/group-by.ts';
import type { Variable } from '../define/dashboard.ts';
import { quote } from '../promql/build/escape.ts';
import type { ObjectiveEntry, OverviewEntry } from './entry.ts';

/** The labels of a service in the vector. */
export const SERVICE_LABELS = ['app', 'dashboard', 'job', 'namespace', 'service'] as const;
export type ServiceLabels = (typeof SERVICE_LABELS)[number];

/** Elements per pair of parentheses. A thousand in one chain would nest so deeply that a parser could overflow. */
const GROUP = 25;

/**
 * A vector with one sample per service, whose labels identify it. A query that joins its series with this vector returns
 * one sample per service, with the uid of its dashboard, and none for other services. It includes services about which
 * Prometheus has no data.
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

/** An objective of one or more services, and the vector of these services. */
export interface SharedObjective {
  readonly objective: ObjectiveEntry;
  readonly services: readonly OverviewEntry[];
  readonly vector: string;
}

/** The distinct objectives of all services. */
export function sharedObjectives(entries: readonly OverviewEntry[]): readonly SharedObjective[] {
  const all = entries.flatMap((service) => service.objectives.map((objective) => ({ service, objective })));
  const groups = groupBy(all, ({ objective }) => JSON.stringify(objective));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const services = group.map(({ service }) => service);
    return first === undefined ? [] : [{ objective: first.objective, services, vector: vectorOf(services) }];
  });
}

/** The distinct vectors as constants of a dashboard, as most queries contain one. */
export function constantsOf(vectors: readonly string[]): readonly Variable[] {
  return [...new Set(vectors)].map((value, index) => ({
    kind: 'constant',
    name: index === 0 ? 'services' : `services_${index + 1}`,
    value,
  }));
}
