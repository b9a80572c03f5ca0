import { SIGNATURES, type Signature, type ValueType } from './signatures.ts';
import {
  type Binary,
  COMPARISONS,
  childrenOf,
  SET_OPERATORS,
  type Syntax,
  type SyntaxProblem,
} from './syntax.ts';

const PHRASE: Readonly<Record<ValueType, string>> = {
  vector: 'an instant vector',
  range: 'a range vector',
  scalar: 'a number',
  string: 'a string',
};

/** A chain of operators is as deep as it is long, and each of them looks up the types below it. */
const chainTypes = new WeakMap<Syntax, ValueType>();

/** The type of a part of a query, whether or not its own parts have the right types. */
export function typeOf(node: Syntax): ValueType {
  switch (node.type) {
    case 'selector':
      return node.range === undefined ? 'vector' : 'range';
    case 'subquery':
      return 'range';
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'aggregation':
      return 'vector';
    case 'unary':
      return typeOf(node.inner);
    case 'call':
      return SIGNATURES.get(node.name)?.returns ?? 'vector';
    case 'binary':
      return typeOfBinary(node);
  }
}

function typeOfBinary(node: Binary): ValueType {
  const known = chainTypes.get(node);
  if (known !== undefined) return known;
  const type = typeOf(node.left) === 'scalar' && typeOf(node.right) === 'scalar' ? 'scalar' : 'vector';
  chainTypes.set(node, type);
  return type;
}

/** What Prometheus' type checker would reject; the grammar alone accepts `rate(x)` and `sum(x[5m])`. */
export function typeProblems(node: Syntax): SyntaxProblem[] {
  return [...childrenOf(node).flatMap(typeProblems), ...ownProblems(node)];
}

function ownProblems(node: Syntax): SyntaxProblem[] {
  switch (node.type) {
    case 'call': {
      const signature = SIGNATURES.get(node.name);
      return signature === undefined ? [] : callProblems(node, signature);
    }
    case 'aggregation': {
      const vector = node.arguments.at(-1);
      return vector === undefined
        ? [{ message: `${node.operator}() needs a query`, from: node.from, to: node.to }]
        : mismatch(vector, 'vector', `${node.operator}()`);
    }
    case 'binary':
      return binaryProblems(node);
    case 'subquery':
      return mismatch(node.inner, 'vector', 'a subquery');
    case 'unary':
      return typeOf(node.inner) === 'range' ? mismatch(node.inner, 'vector', 'a sign') : [];
    default:
      return [];
  }
}

function callProblems(call: Extract<Syntax, { type: 'call' }>, signature: Signature): SyntaxProblem[] {
  const { parameters, required, isVariadic } = signature;
  const count = call.arguments.length;
  if (count < required || (count > parameters.length && !isVariadic)) {
    const wanted =
      required === parameters.length
        ? `${required}`
        : `${required} to ${isVariadic ? 'any' : parameters.length}`;
    return [
      { message: `${call.name}() takes ${wanted} arguments, not ${count}`, from: call.from, to: call.to },
    ];
  }
  return call.arguments.flatMap((argument, index) => {
    const wanted = parameters[Math.min(index, parameters.length - 1)];
    return wanted === undefined ? [] : mismatch(argument, wanted, `${call.name}()`);
  });
}

function binaryProblems(node: Extract<Syntax, { type: 'binary' }>): SyntaxProblem[] {
  const sides = [node.left, node.right];
  const wrong = sides.find((side) => typeOf(side) === 'range' || typeOf(side) === 'string');
  if (wrong !== undefined) return mismatch(wrong, 'vector', `"${node.operator}"`);
  const isScalar = sides.some((side) => typeOf(side) === 'scalar');
  const hasNumbersOnly = sides.every((side) => typeOf(side) === 'scalar');
  const problem = (message: string): SyntaxProblem[] => [{ message, ...node.operatorSpan }];
  if (SET_OPERATORS.has(node.operator)) {
    return isScalar ? problem(`"${node.operator}" joins two queries, not a number`) : [];
  }
  if (COMPARISONS.has(node.operator)) {
    if (hasNumbersOnly && !node.returnsBool) return problem('two numbers can only be compared with "bool"');
    return [];
  }
  return node.returnsBool ? problem('"bool" can only follow a comparison') : [];
}

function mismatch(node: Syntax, wanted: ValueType, by: string): SyntaxProblem[] {
  const type = typeOf(node);
  if (type === wanted) return [];
  const hint =
    wanted === 'range'
      ? ': add a range such as [5m]'
      : type === 'range'
        ? ': put it into a function such as rate()'
        : '';
  return [
    { message: `${by} takes ${PHRASE[wanted]}, not ${PHRASE[type]}${hint}`, from: node.from, to: node.to },
  ];
}
