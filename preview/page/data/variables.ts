import { dateMath } from '@grafana/data';
import type { Variable } from '../dashboard/model.ts';
import { interpolateQuery, single, type Values, type VariableValue } from './interpolate.ts';
import { labelNames, labelValues, queryInstant } from './prometheus.ts';

export const ALL = '$__all';

/** A variable with what can be chosen. */
export interface ResolvedVariable {
  readonly variable: Variable;
  readonly options: readonly string[];
  readonly selected: readonly string[];
  readonly error: string | undefined;
}

export interface Range {
  /** In milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

/**
 * Asks for the values of all variables, one after the other, since each may use those before it.
 *
 * @param chosen by name, what was picked on the page
 */
export async function resolveVariables(
  variables: readonly Variable[],
  chosen: ReadonlyMap<string, readonly string[]>,
  range: Range,
  signal: AbortSignal,
): Promise<readonly ResolvedVariable[]> {
  const resolved: ResolvedVariable[] = [];
  for (const variable of variables) {
    const values = valuesOf(resolved, range);
    let options: readonly string[] = [];
    let error: string | undefined;
    try {
      options = await optionsOf(variable, values, range, signal);
    } catch (reason) {
      if (signal.aborted) throw reason;
      error = reason instanceof Error ? reason.message : String(reason);
    }
    resolved.push({
      variable,
      options,
      error,
      selected: select(variable, options, chosen.get(variable.name)),
    });
  }
  return resolved;
}

/** The selected value if it still exists; otherwise the stored one; otherwise the first. */
function select(
  variable: Variable,
  options: readonly string[],
  chosen: readonly string[] | undefined,
): readonly string[] {
  if (variable.type === 'textbox' || variable.type === 'constant') return chosen ?? [variable.query];
  const wanted = chosen ?? variable.current;
  if (wanted.includes(ALL) || (wanted.length === 0 && variable.hasAll)) return [ALL];
  const kept = wanted.filter((value) => options.includes(value));
  if (kept.length > 0) return kept;
  if (variable.hasAll) return [ALL];
  // Without any answer the stored value still gives queries that can be read.
  return options.length > 0 ? options.slice(0, 1) : wanted;
}

export function valuesOf(resolved: readonly ResolvedVariable[], range: Range): Values {
  const values = new Map<string, VariableValue>(
    resolved.map(({ variable, options, selected }) => {
      const isAll = selected.includes(ALL);
      return [
        variable.name,
        {
          values: isAll ? options : selected,
          texts: isAll ? ['All'] : selected,
          isRegex: variable.isMulti || variable.hasAll,
          allValue: isAll && variable.allValue !== '' ? variable.allValue : undefined,
        },
      ];
    }),
  );
  const seconds = Math.round((range.to - range.from) / 1000);
  values.set('__from', single(String(range.from)));
  values.set('__to', single(String(range.to)));
  values.set('__range', single(`${seconds}s`));
  values.set('__range_s', single(String(seconds)));
  values.set('__range_ms', single(String(range.to - range.from)));
  return values;
}

async function optionsOf(
  variable: Variable,
  values: Values,
  range: Range,
  signal: AbortSignal,
): Promise<readonly string[]> {
  switch (variable.type) {
    case 'datasource':
      return ['default'];
    case 'custom':
      return splitList(variable.query).map((item) => /^.* : (.*)$/.exec(item)?.[1] ?? item);
    case 'interval':
      return splitList(variable.query);
    case 'constant':
    case 'textbox':
      return [variable.query];
    case 'query': {
      const found = await queried(interpolateQuery(variable.query, values), range, signal);
      return sorted(matching(found, interpolateQuery(variable.regex, values)), variable.sort);
    }
    default:
      return variable.options;
  }
}

async function queried(query: string, range: Range, signal: AbortSignal): Promise<readonly string[]> {
  const [from, to] = [range.from / 1000, range.to / 1000];
  const trimmed = query.trim();
  if (trimmed === '') return [];
  const values = /^label_values\((?:(.+),\s*)?([\w.]+)\s*\)$/s.exec(trimmed);
  if (values !== null) return labelValues(values[2] ?? '', values[1]?.trim() ?? '', from, to, signal);
  const names = /^label_names\((.*)\)$/s.exec(trimmed);
  if (names !== null) return labelNames(names[1]?.trim() ?? '', from, to, signal);
  const metrics = /^metrics\((.*)\)$/s.exec(trimmed);
  if (metrics !== null) {
    const pattern = new RegExp(metrics[1] ?? '');
    return (await labelValues('__name__', '', from, to, signal)).filter((name) => pattern.test(name));
  }
  const expression = /^query_result\((.*)\)$/s.exec(trimmed)?.[1];
  const { series } = await queryInstant(expression ?? trimmed, to, signal);
  return series.map(({ metric, values: [sample] }) => {
    const { __name__: name = '', ...labels } = metric;
    const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    return expression === undefined
      ? (pairs[0] ?? name)
      : `${name}{${pairs.join(',')}} ${sample?.[1]} ${to * 1000}`;
  });
}

/** Keeps what the expression matches: its group `value`, its first group, or the whole. */
function matching(options: readonly string[], regex: string): readonly string[] {
  if (regex === '') return [...new Set(options)];
  const [, pattern = regex, flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(regex) ?? [];
  const expression = new RegExp(pattern, flags.replace('g', ''));
  return [
    ...new Set(
      options.flatMap((option) => {
        const match = expression.exec(option);
        if (match === null) return [];
        return [match.groups?.value ?? match[1] ?? option];
      }),
    ),
  ];
}

/** 1 and 2 alphabetical, 3 and 4 by the first number, 5 and 6 without regard to case; even numbers descend. */
function sorted(options: readonly string[], sort: number): readonly string[] {
  if (sort < 1 || sort > 8) return options;
  const numberIn = (option: string) => Number(/\d+/.exec(option)?.[0] ?? -1);
  const compare =
    sort <= 2
      ? (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
      : sort <= 4
        ? (a: string, b: string) => numberIn(a) - numberIn(b)
        : (a: string, b: string) => a.localeCompare(b, 'en', { sensitivity: 'base', numeric: sort > 6 });
  const ascending = [...options].sort(compare);
  return sort % 2 === 0 ? ascending.reverse() : ascending;
}

function splitList(query: string): readonly string[] {
  return query
    .split(/(?<!\\),/)
    .map((item) => item.replace(/\\,/g, ',').trim())
    .filter((item) => item !== '');
}

/** `now-6h` and times that are written out; NaN for what is neither. @param now in milliseconds */
export function timeOf(text: string, now: number, isEnd: boolean): number {
  if (/^\d{12,}$/.test(text)) return Number(text);
  if (!text.startsWith('now')) return Date.parse(text);
  return dateMath.toDateTime(text, { roundUp: isEnd, now })?.valueOf() ?? Number.NaN;
}
