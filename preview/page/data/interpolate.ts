/** Replaces `$name`, `${name}`, `${name:format}` and `[[name]]`, as Grafana does. */

export interface VariableValue {
  readonly values: readonly string[];
  readonly texts: readonly string[];
  /** Where it may hold several values, a query gets a regular expression. */
  readonly isRegex: boolean;
  /** Used unchanged instead of all values. */
  readonly allValue: string | undefined;
}

export type Values = ReadonlyMap<string, VariableValue>;

const REFERENCE = /\$(\w+)|\$\{(\w+)(?:\.[^:^}]+)?(?::([^}]+))?\}|\[\[(\w+)(?::(\w+))?\]\]/g;

type Format = (value: VariableValue) => string;

/** @param otherwise the format of references that name none */
function replace(text: string, values: Values, otherwise: Format): string {
  return text.replace(REFERENCE, (reference, plain, braced, bracedFormat, bracketed, bracketedFormat) => {
    const value = values.get(plain ?? braced ?? bracketed);
    if (value === undefined) return reference;
    const format = FORMATS[bracedFormat ?? bracketedFormat ?? ''] ?? otherwise;
    return format(value);
  });
}

export function interpolateQuery(text: string, values: Values): string {
  return replace(text, values, inQuery);
}

export function interpolateText(text: string, values: Values): string {
  return replace(text, values, ({ texts }) => texts.join(' + '));
}

export function interpolateUrl(text: string, values: Values): string {
  return replace(text, values, ({ values }) => values.map(encodeURIComponent).join(','));
}

export function single(value: string): VariableValue {
  return { values: [value], texts: [value], isRegex: false, allValue: undefined };
}

function inQuery({ values, isRegex, allValue }: VariableValue): string {
  if (allValue !== undefined) return allValue;
  if (!isRegex) return values.map((value) => value.replace(/\\/g, '\\\\').replace(/'/g, "\\\\'")).join('|');
  const escaped = values.map((value) =>
    value.replace(/\\/g, '\\\\\\\\').replace(/[$^*{}[\]'+?.()|]/g, '\\\\$&'),
  );
  return escaped.length === 1 ? (escaped[0] ?? '') : `(${escaped.join('|')})`;
}

const FORMATS: Readonly<Record<string, Format>> = {
  raw: ({ values, allValue }) => allValue ?? values.join(','),
  csv: ({ values, allValue }) => allValue ?? values.join(','),
  text: ({ texts }) => texts.join(' + '),
  pipe: ({ values, allValue }) => allValue ?? values.join('|'),
  json: ({ values }) => JSON.stringify(values),
  regex: ({ values, allValue }) => {
    if (allValue !== undefined) return allValue;
    const escaped = values.map((value) => value.replace(/[\\^$*+?.()|[\]{}/]/g, '\\$&'));
    return escaped.length === 1 ? (escaped[0] ?? '') : `(${escaped.join('|')})`;
  },
  singlequote: ({ values }) => values.map((value) => `'${value.replace(/'/g, "\\'")}'`).join(','),
  doublequote: ({ values }) => values.map((value) => `"${value.replace(/"/g, '\\"')}"`).join(','),
  percentencode: ({ values }) => encodeURIComponent(values.join(',')),
  uriencode: ({ values }) => encodeURI(values.join(',')),
  queryparam: ({ values }) => values.map((value) => encodeURIComponent(value)).join('&'),
};
