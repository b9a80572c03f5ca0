import type { CompiledPanel } from '../../compile/model.ts';
import {
  analyse,
  type Binary,
  COMPARISONS,
  childrenOf,
  type Syntax,
  typeOf,
} from '../../promql/parse/index.ts';
import { defineCheck, type Finding } from '../check.ts';
import { panelDefinition, placeOf } from '../place.ts';
import { queriesOf } from '../queries.ts';
import { panelsOf } from '../service.ts';

/** A single NaN input makes the result NaN; `min` and `max` ignore NaN. */
const SPREADS_NAN: ReadonlySet<string> = new Set([
  'sum',
  'avg',
  'stddev',
  'stdvar',
  'sum_over_time',
  'avg_over_time',
  'stddev_over_time',
  'stdvar_over_time',
]);

/** These depend on the number of samples, not on their values. */
const COUNTS: ReadonlySet<string> = new Set([
  'absent',
  'absent_over_time',
  'count',
  'count_over_time',
  'count_values',
  'group',
  'timestamp',
]);

const IDLE_AT_ZERO: ReadonlySet<string> = new Set([
  'changes',
  'delta',
  'increase',
  'irate',
  'rate',
  'resets',
]);

const SINGLE_VALUE: ReadonlySet<CompiledPanel['definition']['kind']> = new Set(['stat', 'gauge', 'bargauge']);

export const nan = defineCheck({
  code: 'promql/nan',
  severity: 'warning',
  title: 'NaN does not propagate through aggregations or appear in single-value panels',
  reason:
    'Without traffic, 0 / 0 is NaN: one idle series turns a whole sum into NaN, and a single-value panel shows "NaN"',
  page: {
    details:
      '`sum`, `avg` or a similar aggregation contains a quantile or a division by a rate, or a stat, gauge or bar gauge shows one. Without traffic the rate is 0, and 0 / 0 is NaN. Other divisors, such as a capacity, are not checked. Reported as a warning.',
    impact:
      'One idle series turns a whole sum into NaN. A single-value panel shows "NaN" during idle hours. Comparisons with NaN are false, so an alert on the result never fires.',
    example: {
      language: 'promql',
      bad: 'sum(rate(a_total[5m]) / rate(b_total[5m]))',
      good: 'sum(rate(a_total[5m]) / (rate(b_total[5m]) > 0))',
    },
  },
  *find(service) {
    for (const { analysis, at } of queriesOf(service)) {
      if (analysis.syntax === undefined) continue;
      for (const { source, by } of spreading(analysis.syntax, undefined)) {
        yield {
          place: at(source),
          message: `${describe(source)} can be NaN, and ${by}() propagates it to the whole result`,
          remedy: remedyFor(source),
        };
      }
    }
    for (const panel of panelsOf(service))
      if (SINGLE_VALUE.has(panel.definition.kind)) yield* shownNaN(panel);
  },
});

function* shownNaN(panel: CompiledPanel): Generator<Finding> {
  for (const { expression } of panel.targets) {
    const { syntax } = analyse(expression);
    const source = syntax === undefined ? undefined : sourceOfNaN(syntax);
    if (source === undefined) continue;
    yield {
      place: placeOf(panelDefinition(panel), expression, source),
      message: `${describe(source)} can be NaN, and this single-value panel shows it`,
      remedy: `${remedyFor(source)}; then set noValue to the text for an idle service`,
    };
  }
}

interface Spread {
  readonly source: Syntax;
  readonly by: string;
}

function* spreading(node: Syntax, by: string | undefined): Generator<Spread> {
  if (by !== undefined && makesNaN(node)) yield { source: node, by };
  if (node.type === 'aggregation' || node.type === 'call') {
    const name = node.type === 'call' ? node.name : node.operator;
    const around = SPREADS_NAN.has(name) ? name : keepsNaN(name) ? by : undefined;
    for (const child of childrenOf(node)) yield* spreading(child, around);
    return;
  }
  // Comparisons with NaN are false, so a filter removes it.
  const around = node.type === 'binary' && isFilter(node) ? undefined : by;
  for (const child of childrenOf(node)) yield* spreading(child, around);
}

/** The subexpression that can make the result NaN. */
function sourceOfNaN(node: Syntax): Syntax | undefined {
  if (makesNaN(node)) return node;
  switch (node.type) {
    case 'binary':
      if (isFilter(node)) return undefined;
      return node.operator === 'and' || node.operator === 'unless'
        ? sourceOfNaN(node.left)
        : (sourceOfNaN(node.left) ?? sourceOfNaN(node.right));
    case 'aggregation':
    case 'call':
      return keepsNaN(node.type === 'call' ? node.name : node.operator)
        ? node.arguments.map(sourceOfNaN).find((source) => source !== undefined)
        : undefined;
    case 'unary':
    case 'subquery':
      return sourceOfNaN(node.inner);
    default:
      return undefined;
  }
}

function makesNaN(node: Syntax): boolean {
  if (node.type === 'call') return node.name === 'histogram_quantile';
  return node.type === 'binary' && (node.operator === '/' || node.operator === '%') && canBeZero(node.right);
}

/** Rates are 0 without traffic. Other divisors, such as a capacity, are assumed to be above 0. */
function canBeZero(divisor: Syntax): boolean {
  if (divisor.type === 'number') return divisor.value === 0;
  if (divisor.type === 'binary' && isFilter(divisor) && excludesZero(divisor)) return false;
  if (divisor.type === 'aggregation' && !keepsNaN(divisor.operator)) return false;
  if (divisor.type === 'call') {
    if (IDLE_AT_ZERO.has(divisor.name)) return true;
    if (isClampedAboveZero(divisor.name, divisor.arguments)) return false;
  }
  return childrenOf(divisor).some((child) => child.type !== 'number' && canBeZero(child));
}

function isClampedAboveZero(name: string, [, least]: readonly Syntax[]): boolean {
  return (name === 'clamp_min' || name === 'clamp') && least?.type === 'number' && least.value > 0;
}

function excludesZero({ operator, right }: Binary): boolean {
  if (right.type !== 'number') return false;
  const { value } = right;
  const holds: Readonly<Record<string, boolean>> = {
    '>': 0 > value,
    '>=': 0 >= value,
    '<': 0 < value,
    '<=': 0 <= value,
    '!=': value !== 0,
    '==': value === 0,
  };
  return holds[operator] === false;
}

function isFilter(node: Binary): boolean {
  return COMPARISONS.has(node.operator) && !node.returnsBool && typeOf(node) === 'vector';
}

function keepsNaN(name: string): boolean {
  return !COUNTS.has(name);
}

function describe(source: Syntax): string {
  return source.type === 'call' ? 'a quantile without observations' : 'a division by 0';
}

function remedyFor(source: Syntax): string {
  return source.type === 'call'
    ? 'Drop NaN samples: where(quantile, ">=", 0)'
    : 'Filter the divisor, so that idle series return no sample: divide(a, where(b, ">", 0))';
}
