import type { AlertmanagerModel, InhibitRule, RouteNode } from './configuration.ts';
import { type LabelSet, matches } from './matcher.ts';
import { isIn } from './time-interval.ts';

/** A firing alert that suppresses another one, and the rule by which it does. */
export interface InhibitedBy {
  readonly rule: InhibitRule;
  readonly source: LabelSet;
  /**
   * False if the suppressed alert matches both sides of the rule. Alertmanager 0.25 suppresses it in that
   * case, too. 0.33 keeps one source per set of equal labels, and suppresses it only if that is the one it
   * kept.
   */
  readonly isCertain: boolean;
}

/** A time interval that keeps a route from sending. */
export interface MutedBy {
  /** A route is silent within `muted` intervals, and outside all `active` ones. */
  readonly kind: 'muted' | 'inactive';
  /** The interval that mutes, or all the active intervals. */
  readonly intervals: readonly string[];
}

/** What a route does with an alert at an instant. */
export interface Delivery {
  readonly route: RouteNode;
  readonly receiver: string;
  /** The receiver's integrations; without any it sends nothing. */
  readonly integrations: readonly string[];
  /** Labels and values that the alerts of one message share. */
  readonly group: LabelSet;
  readonly inhibitedBy: readonly InhibitedBy[];
  readonly mutedBy: MutedBy | undefined;
  readonly isSent: boolean;
}

/**
 * Simulates what happens to an alert at an instant while other alerts fire. Ignores silences and earlier
 * notifications.
 */
export function simulate(
  model: AlertmanagerModel,
  alert: LabelSet,
  { at, firing = [] }: { readonly at: Date; readonly firing?: readonly LabelSet[] },
): readonly Delivery[] {
  const inhibitedBy = inhibitorsOf(model, alert, firing);
  return routesOf(model.root, alert).map((route) => {
    const mutedBy = muteOf(model, route, at);
    const integrations = model.receivers.find(({ name }) => name === route.receiver)?.integrations ?? [];
    return {
      route,
      receiver: route.receiver,
      integrations,
      group: groupOf(route, alert),
      inhibitedBy,
      mutedBy,
      isSent: integrations.length > 0 && inhibitedBy.length === 0 && mutedBy === undefined,
    };
  });
}

/**
 * The routes that handle an alert: the deepest matching ones, of siblings the first one, and further ones
 * after `continue`.
 */
export function routesOf(route: RouteNode, alert: LabelSet): readonly RouteNode[] {
  if (!matches(route.matchers, alert)) return [];
  const taken: RouteNode[] = [];
  for (const child of route.routes) {
    const found = routesOf(child, alert);
    taken.push(...found);
    if (found.length > 0 && !child.continues) break;
  }
  return taken.length > 0 ? taken : [route];
}

function groupOf({ groupBy }: RouteNode, alert: LabelSet): LabelSet {
  const labels = Object.entries(alert).filter(([label]) => groupBy === undefined || groupBy.includes(label));
  return Object.fromEntries(labels.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Every firing alert that suppresses this one. */
export function inhibitorsOf(
  { inhibitRules }: AlertmanagerModel,
  alert: LabelSet,
  firing: readonly LabelSet[],
): readonly InhibitedBy[] {
  return inhibitRules.flatMap((rule) => {
    if (!matches(rule.target, alert)) return [];
    // An alert that matches both sides of a rule is suppressed neither by others that match both, nor by
    // itself.
    const isBoth = matches(rule.source, alert);
    return firing
      .filter(
        (source) =>
          matches(rule.source, source) &&
          rule.equal.every((label) => labelValue(source, label) === labelValue(alert, label)) &&
          !(isBoth && matches(rule.target, source)),
      )
      .map((source) => ({ rule, source, isCertain: !isBoth }));
  });
}

/** A label that both lack counts as equal. */
function labelValue(labels: LabelSet, label: string): string {
  return Object.hasOwn(labels, label) ? (labels[label] ?? '') : '';
}

export function muteOf({ intervals }: AlertmanagerModel, route: RouteNode, at: Date): MutedBy | undefined {
  const isNow = (name: string) => intervals.some((interval) => interval.name === name && isIn(interval, at));
  const muting = route.muted.filter(isNow);
  if (muting.length > 0) return { kind: 'muted', intervals: muting };
  if (route.active.length === 0 || route.active.some(isNow)) return undefined;
  return { kind: 'inactive', intervals: route.active };
}
