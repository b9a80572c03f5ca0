import type { Binary, Call, Selector, Syntax } from '../../promql/parse/index.ts';
import { typeOf } from '../../promql/parse/index.ts';

/** By label, the matchers that every sample of a query certainly satisfies. */
export type Constraints = ReadonlyMap<string, ReadonlySet<string>>;

const NONE: Constraints = new Map();

/** These keep the selected samples unchanged. */
export const CHOOSING: ReadonlySet<string> = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio']);

/** A matcher without its label, for comparison: `="observer-prod"`. */
export function conditionOf({ operator, value }: Selector['matchers'][number]): string {
  return `${operator}${JSON.stringify(value)}`;
}

export function constraintsOf(node: Syntax): Constraints {
  switch (node.type) {
    case 'selector':
      return constraintsOfSelector(node);
    case 'subquery':
    case 'unary':
      return constraintsOf(node.inner);
    case 'aggregation': {
      const vector = node.arguments.at(-1);
      if (vector === undefined) return NONE;
      const inner = constraintsOf(vector);
      const named = new Set(node.grouping?.labels.map(({ text }) => text));
      if (CHOOSING.has(node.operator)) return inner;
      if (node.operator === 'count_values') return NONE;
      return keep(inner, (label) => named.has(label) === (node.grouping?.kind !== 'without'));
    }
    case 'call':
      return constraintsOfCall(node);
    case 'binary':
      return constraintsOfBinary(node);
    default:
      return NONE;
  }
}

function constraintsOfSelector({ matchers }: Selector): Constraints {
  const constraints = new Map<string, Set<string>>();
  for (const matcher of matchers) {
    const known = constraints.get(matcher.label.text) ?? new Set();
    constraints.set(matcher.label.text, known.add(conditionOf(matcher)));
  }
  return constraints;
}

function constraintsOfCall(call: Call): Constraints {
  if (call.name === 'vector' || typeOf(call) === 'scalar' || call.name === 'info') return NONE;
  const source = call.arguments.find((argument) => ['vector', 'range'].includes(typeOf(argument)));
  if (source === undefined) return NONE;
  const written = writtenLabel(call);
  return keep(constraintsOf(source), (label) => label !== written);
}

/** The label that a call overwrites or removes. */
export function writtenLabel({ name, arguments: [, second] }: Call): string | undefined {
  if (name.startsWith('histogram_quantile')) return 'le';
  if (name !== 'label_replace' && name !== 'label_join') return undefined;
  return second?.type === 'string' ? second.value : undefined;
}

function constraintsOfBinary(node: Binary): Constraints {
  const left = constraintsOf(node.left);
  if (typeOf(node.left) === 'scalar') return constraintsOf(node.right);
  if (typeOf(node.right) === 'scalar' || node.operator === 'and' || node.operator === 'unless') return left;
  const right = constraintsOf(node.right);
  if (node.operator === 'or') {
    const both = [...left].map(([label, conditions]): [string, Set<string>] => {
      const others = right.get(label);
      return [label, new Set([...conditions].filter((condition) => others?.has(condition)))];
    });
    return new Map(both);
  }
  if (node.matching?.group !== undefined) return node.matching.group.side === 'left' ? left : right;
  const joined = new Map(left);
  for (const [label, conditions] of right) {
    joined.set(label, new Set([...(left.get(label) ?? []), ...conditions]));
  }
  return keep(joined, (label) => pairsBy(node, label));
}

/** True if samples of the two sides only match with the same value of the label. */
export function pairsBy({ matching }: Binary, label: string): boolean {
  const isNamed = matching?.labels.some(({ text }) => text === label) ?? false;
  return matching?.kind === 'on' ? isNamed : !isNamed;
}

function keep(constraints: Constraints, isKept: (label: string) => boolean): Constraints {
  return new Map([...constraints].filter(([label]) => isKept(label)));
}
