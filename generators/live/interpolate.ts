import { formatDuration } from '../base/duration.ts';
import type { DashboardVariable } from './questions.ts';

/** What a person has selected: values by variable name; all values if a name is missing. */
export type Picked = Readonly<Record<string, string>>;

export interface TimeRange {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** Milliseconds between two points. */
  readonly step: number;
}

/** https://github.com/grafana/grafana/blob/v12.0.0/public/app/features/variables/utils.ts (variableRegex) */
const VARIABLE = /\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?:\.[^:^}]+)?(?::([^}]+))?\}/g;

/**
 * Replaces `$name`, `${name}`, `${name:format}` and `[[name]]`, as Grafana does: it leaves unknown variables
 * unchanged.
 *
 * @param filledIn undefined for an unknown variable
 */
export function replaceVariables(
  text: string,
  filledIn: (name: string, format: string) => string | undefined,
): string {
  return text.replace(
    VARIABLE,
    (whole, plain?: string, old?: string, oldFormat?: string, braced?: string, format?: string) =>
      filledIn(plain ?? old ?? braced ?? '', oldFormat ?? format ?? '') ?? whole,
  );
}

/**
 * A value as the data source of Prometheus writes it into a query: escaped for a regular expression where
 * there may be several, and otherwise for a quoted string.
 */
function escapedValue(value: string, isRegex: boolean): string {
  return isRegex
    ? value.replaceAll('\\', '\\\\\\\\').replaceAll(/[$^*{}[\]'+?.()|]/g, '\\\\$&')
    : value.replaceAll('\\', '\\\\').replaceAll("'", "\\\\'");
}

/**
 * The query that Grafana would send.
 *
 * @param scrapeInterval of the data source, in milliseconds: `$__rate_interval` spans at least four of them
 */
export function interpolate(
  text: string,
  variables: readonly DashboardVariable[],
  picked: Picked,
  { from, to, step }: TimeRange,
  scrapeInterval: number,
): string {
  const values: Readonly<Record<string, string>> = {
    __interval: formatDuration(step),
    __rate_interval: formatDuration(Math.max(step + scrapeInterval, 4 * scrapeInterval)),
    __range: formatDuration(to - from),
    __range_s: String(Math.round((to - from) / 1000)),
    ...Object.fromEntries(variables.map((variable) => [variable.name, pickedValue(variable, picked)])),
  };
  return replaceVariables(text, (name) => values[name]);
}

function pickedValue(
  { name, allValue, includesAll, isMulti, current }: DashboardVariable,
  picked: Picked,
): string {
  const value = picked[name] ?? (includesAll ? undefined : current);
  if (value === undefined) return allValue ?? '.*';
  return escapedValue(value, isMulti || includesAll);
}
