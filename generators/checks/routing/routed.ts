import type { LabelSet } from '../../alertmanager/matcher.ts';
import { type Diagnostic, DiagnosticError } from '../../base/diagnostic.ts';
import type { Definition } from '../../base/place.ts';
import type { CompiledRouting, RenderedService } from '../../compile/model.ts';
import { type RoutedService, routedService } from '../../compile/routed-service.ts';
import type { Route } from '../../define/routing.ts';

/** The routes as defined, and as Alertmanager reads them. */
export interface Routed extends RoutedService {
  readonly routing: CompiledRouting;
}

/** Undefined if nothing is routed, or Alertmanager would reject it. */
export function routedOf(service: RenderedService): Routed | undefined {
  const read = readOf(service);
  return Array.isArray(read) || read === undefined ? undefined : read;
}

/** What Alertmanager would reject. */
export function refusalsOf(service: RenderedService): readonly Diagnostic[] {
  const read = readOf(service);
  return Array.isArray(read) ? read : [];
}

type Read = Routed | Diagnostic[] | undefined;

/** Cached for several checks. */
const READ = new WeakMap<RenderedService, { readonly read: Read }>();

function readOf(service: RenderedService): Read {
  const known = READ.get(service);
  if (known !== undefined) return known.read;
  const read = tryToRead(service);
  READ.set(service, { read });
  return read;
}

function tryToRead(service: RenderedService): Read {
  try {
    const routed = routedService(service, service.artifacts, 'out');
    return routed && service.routing && { ...routed, routing: service.routing };
  } catch (error) {
    if (error instanceof DiagnosticError) return [...error.diagnostics];
    throw error;
  }
}

/** All routes in order, each with its path in the tree. */
export function routesIn(
  route: Route,
  path: readonly number[] = [],
): readonly { readonly route: Route; readonly path: readonly number[] }[] {
  const below = (route.routes ?? []).flatMap((child, index) => routesIn(child, [...path, index]));
  return [{ route, path }, ...below];
}

export function routeDefinition({ match = {}, site }: Route): Definition {
  const labels = Object.entries(match).map(([label, value]) => `${label}=${[value].flat().join('|')}`);
  return { name: labels.length === 0 ? 'route of all alerts' : `route ${labels.join(', ')}`, site };
}

/** Alerts of other services that reach the same Alertmanager, one per severity. */
export const FOREIGN_ALERTS: readonly LabelSet[] = ['critical', 'warning', 'info', 'none'].map(
  (severity) => ({
    alertname: 'AlertOfAnotherService',
    severity,
  }),
);
