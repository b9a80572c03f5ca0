import type { AlertmanagerModel, InhibitRule, RouteNode } from './configuration.ts';
import { type LabelSet, matches } from './matcher.ts';
import { isIn } from './time-interval.ts';

/** An alert that fires, and by which rule it suppresses another one. */
export interface InhibitedBy {
  readonly rule: InhibitRule;
  readonly source: LabelSet;
  /**
   * False where the suppressed alert matches both sides of the rule. Alertmanager 0.25 suppresses it then as well; 0.33 keeps one
   * source for each set of equal labels, and does so only if that is the one which it kept.
   */
  readonly isCertain: boolean;
}

/** A time interval that keeps a route from sending. */
export interface MutedBy {
  /** In `muted` intervals it is silent; outside of all `active` ones, too. */
  readonly kind: 'muted' | 'inactive';
  /** The interval that mutes, or all in none of which it is now. */
  readonly intervals: readonly string[];
}

/** What one route does with an alert at an instant. */
export interface Delivery {
  readonly route: RouteNode;
  readonly receiver: string;
  /** By which ways the receiver is told; without any it tells nobody. */
  readonly integrations: readonly string[];
  /** Labels and values that the alerts of one message share. */
  readonly group: LabelSet;
  readonly inhibitedBy: readonly InhibitedBy[];
  readonly mutedBy: MutedBy | undefined;
  readonly isSent: boolean;
}

/** What becomes of an alert at an instant while others fire. Silences and what was sent before are not looked at. */
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

/** The routes that take an alert: the deepest that match, of siblings the first, and further ones after `continue`. */
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

/** Every alert that fires and suppresses this one. */
export function inhibitorsOf(
  { inhibitRules }: AlertmanagerModel,
  alert: LabelSet,
  firing: readonly LabelSet[],
): readonly InhibitedBy[] {
  return inhibitRules.flatMap((rule) => {
    if (!matches(rule.target, alert)) return [];
    // An alert on both sides of a rule is not suppressed by others on both sides, nor by itself.
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

/** A label that both lack is equal. */
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
