/** A variable of the dashboard, as far as its value goes. */
export interface VariableValue {
  readonly name: string;
  /** What is chosen, or else the first option; empty where there is neither. */
  readonly value: string;
}

/**
 * Values that stand for Grafana's global variables
 * (https://grafana.com/docs/grafana/latest/visualizations/dashboards/variables/add-template-variables/#global-variables).
 * They are those of the linter, whose rules know some of them again.
 */
export const RATE_INTERVAL = '8869990787ms';
export const LOKI_AUTO = '12345ms';

const GLOBALS: ReadonlyMap<string, string> = new Map([
  ['__rate_interval', RATE_INTERVAL],
  ['__interval', '4867856611ms'],
  ['__interval_ms', '7781188786'],
  ['__range_ms', '6737667980'],
  ['__range_s', '9397795485'],
  ['__range', '6069770749ms'],
  ['__dashboard', 'AwREbnft'],
  ['__name', 'name'],
  ['__org', '42'],
  ['__org.name', 'orgname'],
  ['__user.id', '42'],
  ['__user.login', 'user'],
  ['__user.email', 'user@test.com'],
  ['timeFilter', 'time > now() - 7d'],
  ['__timeFilter', 'time > now() - 7d'],
  ['__auto', LOKI_AUTO],
]);

/** Numbers take no format (`${__org:csv}` is one number). */
const NUMBERS: ReadonlySet<string> = new Set(['__org', '__user.id']);

const INSTANTS: ReadonlySet<string> = new Set(['__from', '__to']);
const INSTANT = { milliseconds: '1594671549254', seconds: '1594671549', iso: '2020-07-13T20:19:09Z' };

const VARIABLE = /\$(\w+)|\$\{([^}]+)\}|\[\[([^[\]]+)\]\]/g;

/** The expression with every variable outside of double quotes replaced, or undefined for an unknown format. */
export function expandVariables(expression: string, variables: readonly VariableValue[]): string | undefined {
  let isUnknown = false;
  const expanded = expression
    .split('"')
    .map((part, index) => {
      const isQuoted = index % 2 === 1;
      if (isQuoted) return part;
      return part.replaceAll(VARIABLE, (_, plain?: string, braced?: string, square?: string) => {
        const value = sampleValue(plain ?? braced ?? square ?? '', variables);
        if (value === undefined) isUnknown = true;
        return value ?? '';
      });
    })
    .join('"');
  return isUnknown ? undefined : expanded;
}

function sampleValue(reference: string, variables: readonly VariableValue[]): string | undefined {
  const [name = '', ...formats] = reference.split(':');
  if (formats.length > 2) return undefined;
  const [kind, format] = formats.length === 2 ? formats : ['', formats[0]];
  if (INSTANTS.has(name)) return instantValue(kind, format);
  const global = GLOBALS.get(name);
  if (global !== undefined) return NUMBERS.has(name) ? global : formatted(name, global, format);
  if (name.startsWith('__auto_interval')) return '10s';
  const variable = variables.find((candidate) => candidate.name === name);
  if (variable === undefined || variable.value === '') return formatted(name, name, format);
  // Without the variable itself, which may stand in its own value.
  return expandVariables(
    variable.value,
    variables.filter((candidate) => candidate !== variable),
  );
}

/** https://grafana.com/docs/grafana/latest/visualizations/dashboards/variables/add-template-variables/#__from-and-__to */
function instantValue(kind: string | undefined, format: string | undefined): string | undefined {
  if (kind === 'date') {
    if (format === 'seconds') return INSTANT.seconds;
    return format === 'iso' ? INSTANT.iso : undefined;
  }
  return format === 'date' ? INSTANT.iso : INSTANT.milliseconds;
}

/** https://grafana.com/docs/grafana/latest/visualizations/dashboards/variables/variable-syntax/#advanced-variable-format-options */
function formatted(name: string, value: string, format: string | undefined): string {
  // As if three values were chosen.
  const values = [value, value, value];
  switch (format) {
    case 'csv':
    case 'raw':
      return values.join(',');
    case 'doublequote':
      return values.map((each) => `"${each}"`).join(',');
    case 'singlequote':
    case 'sqlstring':
      return values.map((each) => `'${each}'`).join(',');
    case 'glob':
      return `{${values.join(',')}}`;
    case 'json':
      return JSON.stringify(values);
    case 'lucene':
      return `(${values.map((each) => `"${each}"`).join(' OR ')})`;
    case 'percentencode':
      return encodeURIComponent(values.join(',')).replaceAll('%20', '+');
    case 'pipe':
    case 'regex':
      return values.join('|');
    case 'text':
      return values.join(' + ');
    case 'queryparam':
      return new URLSearchParams(values.map((each): [string, string] => [`var-${name}`, each])).toString();
    default:
      return value;
  }
}
