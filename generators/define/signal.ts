import { type CallSite, callSite } from '../base/place.ts';
import type { InstantVector } from '../promql/build/query.ts';
import type { Scope } from '../promql/build/select.ts';
import type { Text } from './text.ts';

/**
 * A named quantity with a meaning. A panel queries it with Grafana's variables and range, an alert with a
 * fixed namespace and window: both see the same quantity.
 */
export interface Signal<Label extends string = string> {
  /** Stable; connects an alert to the panel that plots what it compares. */
  readonly key: string;
  /** One sentence for people: what the number means. */
  readonly meaning: Text;
  readonly site: CallSite;
  query(scope: Scope): InstantVector<Label>;
}

export function signal<const Label extends string>(
  key: string,
  meaning: Text,
  query: (scope: Scope) => InstantVector<Label>,
): Signal<Label> {
  return { key, meaning, query, site: callSite() };
}

/** The same quantity from another query, for panels: alerts on the signal are connected to it as well. */
export function shownAs<Label extends string>(
  { key }: Signal,
  meaning: Text,
  query: (scope: Scope) => InstantVector<Label>,
): Signal<Label> {
  return { key, meaning, query, site: callSite() };
}
