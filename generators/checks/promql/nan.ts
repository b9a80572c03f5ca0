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

/** One NaN among their inputs makes the whole result NaN; `min` and `max` pass it over. */
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

/** These look at how many samples there are, not at what they say. */
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
  title: 'NaN neither spreads through an aggregation nor is shown as a value',
  reason:
    'Where nothing happens, 0 / 0 is NaN: one idle series makes a whole sum NaN, and a panel that shows one value shows "NaN"',
  page: {
    details:
      'A division by a rate, or a quantile, stands inside `sum`, `avg` or the like; or it is what a stat, gauge or bar gauge shows. Where nothing happens the rate is 0, and 0 / 0 is NaN. Other divisors, such as a capacity, are left alone. A warning.',
    impact:
      'One idle series makes a whole sum NaN. A panel with one value shows "NaN" at night. Comparisons with NaN are false, so an alert on it is silent.',
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
          message: `${describe(source)} can be NaN, and ${by}() spreads it over the whole result`,
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
      message: `${describe(source)} can be NaN, and this panel shows it as its value`,
      remedy: `${remedyFor(source)}; then set noValue to what an idle service should show`,
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
  // NaN compares false with everything, so a filter takes it out.
  const around = node.type === 'binary' && isFilter(node) ? undefined : by;
  for (const child of childrenOf(node)) yield* spreading(child, around);
}

/** The part of a query that can make its result NaN. */
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

/** Rates are 0 where nothing happens. What else stands below the line, such as a capacity, is left alone. */
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
    ? 'Keep samples only where there is a quantile: where(quantile, ">=", 0)'
    : 'Divide by what is above 0, so that the idle case is empty: divide(a, where(b, ">", 0))';
}
