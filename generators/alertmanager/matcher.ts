import { anchoredExpression } from '../config/schema/re2.ts';

export type LabelSet = Readonly<Record<string, string>>;

export type MatchOperator = '=' | '!=' | '=~' | '!~';

/** A condition on a label; an absent label counts as empty. */
export interface Matcher {
  readonly label: string;
  readonly operator: MatchOperator;
  readonly value: string;
}

/** The matchers of a text, or why Alertmanager would reject it. */
export type ParsedMatchers =
  | { readonly matchers: readonly Matcher[]; readonly problem?: undefined }
  | { readonly problem: string };

/**
 * Parses `severity="critical"`, or several matchers in braces. Alertmanager 0.27 and later use a grammar that
 * accepts any UTF-8, and the classic grammar if the new one rejects the text or reads it differently. So the
 * classic meaning counts whenever there is one.
 */
export function parseMatchers(text: string): ParsedMatchers {
  const classic = parseClassic(text);
  if (classic.problem === undefined) return classic;
  const modern = parseUtf8(text);
  return modern.problem === undefined ? modern : classic;
}

export function matches(matchers: readonly Matcher[], labels: LabelSet): boolean {
  return matchers.every((matcher) => matchesOne(matcher, labels));
}

function matchesOne({ label, operator, value }: Matcher, labels: LabelSet): boolean {
  const actual = Object.hasOwn(labels, label) ? (labels[label] ?? '') : '';
  if (operator === '=') return actual === value;
  if (operator === '!=') return actual !== value;
  return (expressionOf(value)?.test(actual) ?? false) === (operator === '=~');
}

const EXPRESSIONS = new Map<string, RegExp | undefined>();

function expressionOf(pattern: string): RegExp | undefined {
  if (!EXPRESSIONS.has(pattern)) EXPRESSIONS.set(pattern, anchoredExpression(withinLine(pattern)));
  return EXPRESSIONS.get(pattern);
}

/**
 * In Prometheus a dot matches a line break as well; in Alertmanager it does not, unless the pattern begins
 * with `(?s)`.
 */
function withinLine(pattern: string): string {
  if (/^\(\?[imU]*s/.test(pattern)) return pattern;
  return pattern.replaceAll(/\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]])*\]|\./g, (part) =>
    part === '.' ? '[^\\n]' : part,
  );
}

/**
 * Why the pattern of a matcher cannot be evaluated here: it uses a feature of RE2 that JavaScript lacks, or
 * is invalid.
 */
export function patternProblem({ operator, value }: Matcher): string | undefined {
  if (operator !== '=~' && operator !== '!~') return undefined;
  return expressionOf(value) === undefined
    ? `\`${value}\` is no regular expression, or one that cannot be tried here`
    : undefined;
}

export function matcherText({ label, operator, value }: Matcher): string {
  const name = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(label) ? label : quoted(label);
  return `${name}${operator}${quoted(value)}`;
}

export function quoted(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

const CLASSIC = /^\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(=~|=|!=|!~)\s*([\s\S]*?)\s*$/;

function parseClassic(text: string): ParsedMatchers {
  const inner = text.replace(/^\{/, '').replace(/\}$/, '');
  const matchers: Matcher[] = [];
  for (const part of splitAtCommas(inner)) {
    const [whole, label = '', operator = '', raw = ''] = CLASSIC.exec(part) ?? [];
    if (whole === undefined || !isOperator(operator))
      return { problem: `\`${part.trim()}\` is no matcher such as severity="critical"` };
    const value = classicValue(raw);
    if (value === undefined)
      return { problem: `\`${raw}\` has a double quote that is neither escaped nor closed` };
    matchers.push({ label, operator, value });
  }
  return { matchers };
}

/** Splits at commas outside quotes. The part after the last comma counts unless it is blank. */
function splitAtCommas(text: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  let isQuoted = false;
  let isEscaped = false;
  for (const character of text) {
    if (character === ',' && !isQuoted) {
      parts.push(part);
      part = '';
      continue;
    }
    if (character === '"') {
      if (isEscaped) isEscaped = false;
      else isQuoted = !isQuoted;
    } else if (character === '\\') isEscaped = !isEscaped;
    else isEscaped = false;
    part += character;
  }
  return part.trim() === '' ? parts : [...parts, part];
}

/** Quotes are optional; `\n`, `\"` and `\\` are escapes, and every other backslash is literal. */
function classicValue(raw: string): string | undefined {
  let isOpen = raw.startsWith('"');
  const text = isOpen ? raw.slice(1) : raw;
  let value = '';
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    const isLast = index === text.length - 1;
    if (character === '\\' && !isLast) {
      index += 1;
      const next = text.charAt(index);
      if (next === 'n') value += '\n';
      else value += next === '"' || next === '\\' ? next : `\\${next}`;
    } else if (character === '"') {
      if (!isOpen || !isLast) return undefined;
      isOpen = false;
    } else value += character;
  }
  return isOpen ? undefined : value;
}

/** A name, an operator, a value: each either quoted or without special characters. */
const UTF8_TOKEN = /\s*(?:("(?:[^"\\\n]|\\.)*")|(=~|!=|!~|=)|([{},])|([^\s{}!=~,\\"'`]+))\s*/y;

function parseUtf8(text: string): ParsedMatchers {
  const tokens: { readonly kind: 'text' | 'operator' | 'sign'; readonly value: string }[] = [];
  UTF8_TOKEN.lastIndex = 0;
  while (UTF8_TOKEN.lastIndex < text.length) {
    const at = UTF8_TOKEN.lastIndex;
    const [whole, quotedText, operator, sign, word] = UTF8_TOKEN.exec(text) ?? [];
    if (whole === undefined) return { problem: `\`${text.slice(at)}\` cannot be read` };
    if (quotedText !== undefined) {
      const value = unquote(quotedText);
      if (value === undefined) return { problem: `${quotedText} has an unknown escape` };
      tokens.push({ kind: 'text', value });
    } else if (operator !== undefined) tokens.push({ kind: 'operator', value: operator });
    else if (sign !== undefined) tokens.push({ kind: 'sign', value: sign });
    else tokens.push({ kind: 'text', value: word ?? '' });
  }
  const isSign = (index: number, sign: string) =>
    tokens[index]?.kind === 'sign' && tokens[index]?.value === sign;
  const isBraced = isSign(0, '{');
  const end = isSign(tokens.length - 1, '}') ? tokens.length - 1 : tokens.length;
  if (isBraced !== end < tokens.length) return { problem: 'a brace is missing' };
  const matchers: Matcher[] = [];
  let index = isBraced ? 1 : 0;
  while (index < end) {
    const [label, operator, value] = tokens.slice(index, index + 3);
    if (
      label?.kind !== 'text' ||
      operator?.kind !== 'operator' ||
      value?.kind !== 'text' ||
      !isOperator(operator.value) ||
      label.value === ''
    ) {
      return { problem: `\`${text}\` is no list of matchers such as severity="critical"` };
    }
    matchers.push({ label: label.value, operator: operator.value, value: value.value });
    index += 3;
    if (index < end && !isSign(index, ',')) return { problem: 'a comma is missing between two matchers' };
    index += 1;
  }
  return { matchers };
}

/** Reads a double-quoted Go string, without octal and hexadecimal bytes. */
function unquote(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

function isOperator(text: string): text is MatchOperator {
  return text === '=' || text === '!=' || text === '=~' || text === '!~';
}
