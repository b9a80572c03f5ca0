import type { Matching, Span, Syntax } from './syntax.ts';

/** A piece of a chain such as `a + -b > 1`, in the order of the text. */
export type ChainPart =
  | { readonly kind: 'operand'; readonly syntax: Syntax }
  | { readonly kind: 'sign'; readonly operator: '+' | '-'; readonly from: number }
  | {
      readonly kind: 'operator';
      readonly operator: string;
      readonly span: Span;
      readonly returnsBool: boolean;
      readonly matching?: Matching;
    };

/** https://prometheus.io/docs/prometheus/latest/querying/operators/#binary-operator-precedence */
const LEVELS: readonly (readonly string[])[] = [
  ['or'],
  ['and', 'unless'],
  ['==', '!=', '<=', '<', '>=', '>', '</', '>/'],
  ['+', '-'],
  ['*', '/', '%', 'atan2'],
  ['^'],
];

/** A sign binds like a multiplication: `-2 ^ 2` is `-(2 ^ 2)`. */
const SIGN_LEVEL = 4;
const POWER_LEVEL = 5;

/** Assembles the parts by precedence climbing. The parser guarantees that operands and operators alternate. */
export function assemble(parts: readonly ChainPart[]): Syntax {
  let at = 0;

  const operand = (): Syntax => {
    const part = parts[at];
    at += 1;
    if (part?.kind === 'operand') return part.syntax;
    if (part?.kind !== 'sign') throw new RangeError('a chain of operators lacks an operand');
    const inner = climb(SIGN_LEVEL);
    return { type: 'unary', operator: part.operator, from: part.from, to: inner.to, inner };
  };

  const climb = (lowest: number): Syntax => {
    let left = operand();
    for (;;) {
      const part = parts[at];
      if (part?.kind !== 'operator') return left;
      const level = LEVELS.findIndex((operators) => operators.includes(part.operator));
      if (level < lowest) return left;
      at += 1;
      const right = climb(level === POWER_LEVEL ? level : level + 1);
      left = {
        type: 'binary',
        operator: part.operator,
        operatorSpan: part.span,
        returnsBool: part.returnsBool,
        ...(part.matching ? { matching: part.matching } : {}),
        from: left.from,
        to: right.to,
        left,
        right,
      };
    }
  };

  return climb(0);
}
