import { describe, expect, it } from 'vitest';
import type { BinaryOperator, Expression } from './expression.ts';
import { render } from './render.ts';

const metric = (name: string): Expression => ({ type: 'selector', metric: name, matchers: [] });
const number = (value: number): Expression => ({ type: 'number', value });
const raw = (text: string): Expression => ({ type: 'raw', text });
const call = (name: string, ...args: Expression[]): Expression => ({ type: 'call', name, arguments: args });
const binary = (
  left: Expression,
  operator: BinaryOperator,
  right: Expression,
  on?: readonly string[],
): Expression => ({ type: 'binary', operator, left, right, ...(on ? { on } : {}) });
const sum = (inner: Expression, by?: readonly string[]): Expression => ({
  type: 'aggregation',
  operator: 'sum',
  inner,
  ...(by ? { by } : {}),
});

const [a, b, c] = [metric('a'), metric('b'), metric('c')];

describe('render', () => {
  it.each<[string, Expression]>([
    ['a + b * c', binary(a, '+', binary(b, '*', c))],
    ['(a + b) * c', binary(binary(a, '+', b), '*', c)],
    ['a - b - c', binary(binary(a, '-', b), '-', c)],
    ['a - (b - c)', binary(a, '-', binary(b, '-', c))],
    ['a / (b > 0)', binary(a, '/', binary(b, '>', number(0)))],
    ['a > 1 and b < 2', binary(binary(a, '>', number(1)), 'and', binary(b, '<', number(2)))],
    ['a or b unless c', binary(a, 'or', binary(b, 'unless', c))],
    ['(a or b) unless c', binary(binary(a, 'or', b), 'unless', c)],
    ['a and (x or y)', binary(a, 'and', raw('x or y'))],
  ])('writes %s with no more parentheses than it needs', (text, expression) => {
    expect(render(expression)).toBe(text);
  });

  it.each<[string, Expression]>([
    ['a and on (x, y) b', binary(a, 'and', b, ['x', 'y'])],
    ['sum(a)', sum(a)],
    ['sum by () (a)', sum(a, [])],
    ['topk(3, a)', { type: 'aggregation', operator: 'topk', parameter: 3, inner: a }],
    ['a > 1e-7', binary(a, '>', number(1e-7))],
    ['a > +Inf', binary(a, '>', number(Infinity))],
    [
      'a{x="1", y=~"$y"}[5m]',
      {
        type: 'selector',
        metric: 'a',
        window: '5m',
        matchers: [
          { label: 'x', operator: '=', value: '1', isVariable: false },
          { label: 'y', operator: '=~', value: '$y', isVariable: true },
        ],
      },
    ],
  ])('writes %s', (text, expression) => {
    expect(render(expression)).toBe(text);
  });

  it('breaks a query that is too long, with the operator on its own line', () => {
    const long = (name: string) => sum(call('rate', metric(name.repeat(20))), ['namespace', 'job']);
    expect(render(binary(binary(long('ab'), '/', long('cd')), '>', number(0.05)))).toBe(
      [
        '  sum by (namespace, job) (rate(abababababababababababababababababababab))',
        '/',
        '  sum by (namespace, job) (rate(cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd))',
        '>',
        '0.05',
      ]
        .map((line) => line.trimStart())
        .join('\n'),
    );
  });

  it('indents the contents of broken parentheses', () => {
    const long = metric('long_'.repeat(12));
    expect(render(binary(binary(long, '+', long), '*', binary(long, '+', a)))).toBe(
      [
        '(',
        `  ${'long_'.repeat(12)}`,
        '  +',
        `  ${'long_'.repeat(12)}`,
        ')',
        '*',
        `(${'long_'.repeat(12)} + a)`,
      ].join('\n'),
    );
  });

  it('keeps a comment at the end of raw text from swallowing what follows', () => {
    expect(render(binary(raw('x # the reason'), '>', number(0)))).toBe('(\n  x # the reason\n\n) > 0');
  });
});
