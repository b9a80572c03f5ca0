import { unquote } from '../../promql/parse/string-literal.ts';

/** Offsets into the template's text, in UTF-16 units. */
export interface TemplateSpan {
  readonly from: number;
  readonly to: number;
}

export interface TemplateError extends TemplateSpan {
  readonly message: string;
}

export type TemplateNode = TemplateSpan &
  (
    | { readonly type: 'label'; readonly name: string }
    | { readonly type: 'external label'; readonly name: string }
    | { readonly type: 'value' }
    | { readonly type: 'text'; readonly text: string }
    | { readonly type: 'number'; readonly value: number | bigint }
    | { readonly type: 'call'; readonly name: string; readonly arguments: readonly TemplateNode[] }
  );

interface Token extends TemplateSpan {
  readonly text: string;
}

/** Thrown to leave an action that does not parse. */
export class ActionError extends Error {
  readonly error: TemplateError;

  constructor(message: string, { from, to }: TemplateSpan) {
    super(message);
    this.error = { message, from, to };
  }
}

const TOKEN = /\s*("(?:\\.|[^"\\])*"?|`[^`]*`?|[$.]?[A-Za-z_][\w.]*|[-+]?\d[\w.]*|\S)/gy;

/** A pipeline of Go's text/template: `$value | printf "%.1f"`. */
export function parseAction(text: string, from: number, to: number): TemplateNode {
  const tokens = tokensOf(text, from, to);
  let at = 0;
  const end: Token = { text: '', from: to, to };
  const peek = (): Token => tokens[at] ?? end;

  const operand = (): TemplateNode => {
    const token = peek();
    at += 1;
    if (token.text !== '(') return leaf(token);
    const inner = pipeline();
    if (peek().text !== ')') throw new ActionError('")" is missing', peek());
    at += 1;
    return inner;
  };

  const command = (piped: TemplateNode | undefined): TemplateNode => {
    const first = peek();
    const isCall = /^[A-Za-z_]\w*$/.test(first.text);
    const name = first.text;
    if (isCall) at += 1;
    const operands: TemplateNode[] = isCall ? [] : [operand()];
    while (peek() !== end && peek().text !== '|' && peek().text !== ')') operands.push(operand());
    if (isCall) {
      const last = operands.at(-1) ?? first;
      const all = piped === undefined ? operands : [...operands, piped];
      return { type: 'call', name, arguments: all, from: first.from, to: last.to };
    }
    const [only, surplus] = operands;
    if (only === undefined) throw new ActionError('the action is empty', first);
    if (surplus !== undefined)
      throw new ActionError('a value takes no arguments; write a function first', surplus);
    if (piped !== undefined) throw new ActionError('only a function can stand behind "|"', only);
    return only;
  };

  const pipeline = (): TemplateNode => {
    let node = command(undefined);
    while (peek().text === '|') {
      at += 1;
      node = command(node);
    }
    return node;
  };

  if (tokens.length === 0) throw new ActionError('the action is empty', { from, to });
  const node = pipeline();
  if (peek() !== end) throw new ActionError(`"${peek().text}" cannot stand here`, peek());
  return node;
}

function tokensOf(text: string, from: number, to: number): Token[] {
  const tokens: Token[] = [];
  const action = text.slice(0, to);
  TOKEN.lastIndex = from;
  for (let match = TOKEN.exec(action); match !== null; match = TOKEN.exec(action)) {
    const token = match[1] ?? '';
    tokens.push({ text: token, from: TOKEN.lastIndex - token.length, to: TOKEN.lastIndex });
  }
  return tokens;
}

function leaf(token: Token): TemplateNode {
  const { text, from, to } = token;
  const [, root, field] = /^(\$labels|\.Labels|\$externalLabels|\.ExternalLabels)\.(\w+)$/.exec(text) ?? [];
  if (root !== undefined && field !== undefined) {
    return { type: /external/i.test(root) ? 'external label' : 'label', name: field, from, to };
  }
  if (text === '$value' || text === '.Value') return { type: 'value', from, to };
  if (/^["`]/.test(text)) {
    const value = unquote(text);
    if (value === undefined)
      throw new ActionError('this string does not end, or holds an unknown escape', token);
    return { type: 'text', text: value, from, to };
  }
  if (/^[-+]?\d+$/.test(text)) return { type: 'number', value: BigInt(text.replace('+', '')), from, to };
  if (/^[-+]?\d/.test(text) && !Number.isNaN(Number(text))) {
    return { type: 'number', value: Number(text), from, to };
  }
  if (/^[$.][A-Za-z]/.test(text)) {
    throw new ActionError(`there is no ${text}; alerts have $value and $labels.<label>`, token);
  }
  if (text === '') throw new ActionError('the action ends too early', token);
  throw new ActionError(`"${text}" cannot stand here`, token);
}
