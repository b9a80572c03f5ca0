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
const VARIABLE = /\$(\w+)|\[\[(\w+?)(?::\w+)?\]\]|\$\{(\w+)(?:\.[^:^}]+)?(?::[^}]+)?\}/g;

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
  return text.replace(VARIABLE, (whole, plain?: string, bracketed?: string, braced?: string) => {
    const value = values[plain ?? bracketed ?? braced ?? ''];
    // Grafana leaves unknown variables unchanged.
    return value ?? whole;
  });
}

function pickedValue(
  { name, allValue, includesAll, isMulti, current }: DashboardVariable,
  picked: Picked,
): string {
  const value = picked[name] ?? (includesAll ? undefined : current);
  if (value === undefined) return allValue ?? '.*';
  // The data source escapes possibly multiple values for a regular expression, and single ones for a quoted
  // string.
  return isMulti || includesAll
    ? value.replaceAll('\\', '\\\\\\\\').replaceAll(/[$^*{}[\]'+?.()|]/g, '\\\\$&')
    : value.replaceAll('\\', '\\\\').replaceAll("'", "\\\\'");
}
