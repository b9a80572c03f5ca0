import { quote, quoteVariable } from './escape.ts';
import type { BinaryOperator, Expression, LabelMatcher } from './expression.ts';

/** Longer queries are broken over lines, as `promtool promql format` does. */
const LINE_WIDTH = 100;

/** A longer right operand gets its own line. */
const SHORT = 20;

/** https://prometheus.io/docs/prometheus/latest/querying/operators/#binary-operator-precedence */
const PRECEDENCE: Readonly<Record<BinaryOperator, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  '==': 3,
  '!=': 3,
  '>': 3,
  '<': 3,
  '>=': 3,
  '<=': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
};

/** PromQL text: on one line if it fits, otherwise indented by two spaces. */
export function render(expression: Expression): string {
  return layout(expression, 0);
}

function layout(expression: Expression, indent: number): string {
  const line = inline(expression);
  if (indent + line.length <= LINE_WIDTH && !line.includes('\n')) return line;
  const pad = ' '.repeat(indent + 2);
  switch (expression.type) {
    case 'number':
    case 'selector':
      return line;
    case 'raw':
      return line.replaceAll(/\n(?=.)/g, `\n${' '.repeat(indent)}`);
    case 'call': {
      const inner = expression.arguments.map((argument) => pad + layout(argument, indent + 2)).join(',\n');
      return `${expression.name}(\n${inner}\n${' '.repeat(indent)})`;
    }
    case 'aggregation': {
      const parameter = expression.parameter === undefined ? '' : `${pad}${number(expression.parameter)},\n`;
      const inner = pad + layout(expression.inner, indent + 2);
      return `${aggregationHead(expression)}(\n${parameter}${inner}\n${' '.repeat(indent)})`;
    }
    case 'binary': {
      const left = operand(expression, 'left', indent);
      const right = operand(expression, 'right', indent);
      // A short right side, such as a threshold, stays on the last line of the left one if that is closed: if
      // "a / b > 1" were broken before "/", the "> 1" after b would seem to belong to b alone.
      const isLeftClosed = expression.left.type !== 'binary' || needsParentheses(expression, 'left');
      if (isLeftClosed && right.length <= SHORT && !right.includes('\n'))
        return `${left} ${operatorText(expression)} ${right}`;
      return `${left}\n${' '.repeat(indent)}${operatorText(expression)}\n${' '.repeat(indent)}${right}`;
    }
  }
}

type Binary = Extract<Expression, { type: 'binary' }>;

function operand(binary: Binary, side: 'left' | 'right', indent: number): string {
  const expression = binary[side];
  if (!needsParentheses(binary, side)) return layout(expression, indent);
  const flat = `(${inline(expression)})`;
  if (indent + flat.length <= LINE_WIDTH && !flat.includes('\n')) return flat;
  return `(\n${' '.repeat(indent + 2)}${layout(expression, indent + 2)}\n${' '.repeat(indent)})`;
}

function inline(expression: Expression): string {
  switch (expression.type) {
    case 'number':
      return number(expression.value);
    case 'raw':
      return rawText(expression.text);
    case 'selector':
      return (
        selector(expression.metric, expression.matchers) + (expression.window ? `[${expression.window}]` : '')
      );
    case 'call':
      return `${expression.name}(${expression.arguments.map(inline).join(', ')})`;
    case 'aggregation': {
      const parameter = expression.parameter === undefined ? '' : `${number(expression.parameter)}, `;
      return `${aggregationHead(expression)}(${parameter}${inline(expression.inner)})`;
    }
    case 'binary': {
      const side = (which: 'left' | 'right') =>
        needsParentheses(expression, which) ? `(${inline(expression[which])})` : inline(expression[which]);
      return `${side('left')} ${operatorText(expression)} ${side('right')}`;
    }
  }
}

function needsParentheses(binary: Binary, side: 'left' | 'right'): boolean {
  const child = binary[side];
  // The contents of raw text are unknown, so it never relies on precedence.
  if (child.type === 'raw') return true;
  if (child.type !== 'binary') return false;
  const own = PRECEDENCE[binary.operator];
  const other = PRECEDENCE[child.operator];
  if (own !== other) return other < own;
  // All operators are left-associative.
  return side === 'right';
}

function operatorText({ operator, on }: Binary): string {
  return on === undefined ? operator : `${operator} on (${on.join(', ')})`;
}

function aggregationHead(aggregation: Extract<Expression, { type: 'aggregation' }>): string {
  return aggregation.by === undefined
    ? aggregation.operator
    : `${aggregation.operator} by (${aggregation.by.join(', ')}) `;
}

function selector(metric: string, matchers: readonly LabelMatcher[]): string {
  if (matchers.length === 0) return metric;
  const text = matchers.map((matcher) => {
    const value = matcher.isVariable ? quoteVariable(matcher.value) : quote(matcher.value);
    return `${matcher.label}${matcher.operator}${value}`;
  });
  return `${metric}{${text.join(', ')}}`;
}

/** A comment on the last line would swallow whatever follows. */
function rawText(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1).includes('#') ? `${text}\n` : text;
}

/** The shortest decimal that parses as the same number: 0.05, not 5e-2. */
function number(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return String(value);
}
