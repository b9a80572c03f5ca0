import { formatDuration, parseDuration } from '../base/duration.ts';
import { isRecord, recordOf, recordsOf } from '../base/record.ts';

/** The divisor for the durations of a rule, and the numbers that are durations. */
export interface Shortening {
  readonly factor: number;
  /** Numbers in the expression that are durations in seconds. */
  readonly seconds?: readonly number[];
}

type Rule = Readonly<Record<string, unknown>>;

/** A file of rules, as Prometheus reads it. */
export interface RuleDocument {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
}

/** The groups of a parsed file, without their intervals. */
export function readRuleDocument(content: unknown): RuleDocument {
  return {
    groups: recordsOf(recordOf(content).groups).map(({ name, rules }) => ({
      name: String(name),
      rules: recordsOf(rules),
    })),
  };
}

/** Shortens the ranges and durations in a document of rules; counts and ratios stay the same. */
export function shortenRules(
  { groups }: RuleDocument,
  shorteningOf: (rule: Rule) => Shortening,
): RuleDocument {
  return {
    groups: groups.map(({ name, rules }) => ({
      name,
      rules: rules.map((rule) => shortenRule(rule, shorteningOf(rule))),
    })),
  };
}

/** Shortens the waits of an Alertmanager configuration's routes. */
export function shortenRoutes(configuration: unknown, factor: number): object {
  if (!isRecord(configuration)) return {};
  return { ...configuration, route: shortenRoute(configuration.route, factor) };
}

function shortenRoute(route: unknown, factor: number): unknown {
  if (!isRecord(route)) return route;
  const waits = ['group_wait', 'group_interval', 'repeat_interval'].flatMap((key) =>
    route[key] === undefined ? [] : [[key, shorter(String(route[key]), factor)]],
  );
  const routes = Array.isArray(route.routes)
    ? { routes: route.routes.map((child) => shortenRoute(child, factor)) }
    : {};
  return { ...route, ...Object.fromEntries(waits), ...routes };
}

/** At least a second, unless it is zero. */
function shorter(text: string, factor: number): string {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined || milliseconds === 0) return text;
  return formatDuration(Math.max(1, Math.round(milliseconds / factor / 1000)) * 1000);
}

function shortenRule(rule: Rule, { factor, seconds = [] }: Shortening): Rule {
  const ranges = String(rule.expr)
    .replaceAll(/\[(\w+)(:?)(\w*)\]/g, (_, range: string, colon: string, step: string) => {
      return `[${shorter(range, factor)}${colon}${step === '' ? '' : shorter(step, factor)}]`;
    })
    .replaceAll(/\boffset (\w+)/g, (_, offset: string) => `offset ${shorter(offset, factor)}`);
  const expr = seconds.reduce(
    (text, number) =>
      text.replaceAll(new RegExp(`(?<![\\w.])${number}(?![\\w.])`, 'g'), String(number / factor)),
    ranges,
  );
  const holds = ['for', 'keep_firing_for'].flatMap((key) =>
    rule[key] === undefined ? [] : [[key, shorter(String(rule[key]), factor)]],
  );
  return { ...rule, expr, ...Object.fromEntries(holds) };
}
