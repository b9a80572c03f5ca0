import { bracketsInJavaScript } from '../schema/re2.ts';

/** The characters of Kubernetes names; others that a pattern allows do not matter here. */
export const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789-.';

/** A set of characters: bit `n` stands for the character at index `n` of the alphabet. */
export type CharacterSet = bigint;

/** A regular expression as a tree. */
export type Pattern =
  | { readonly type: 'empty' }
  | { readonly type: 'character'; readonly set: CharacterSet }
  | { readonly type: 'sequence' | 'choice'; readonly parts: readonly Pattern[] }
  | { readonly type: 'repeat'; readonly part: Pattern; readonly least: number; readonly most: number };

const EMPTY: Pattern = { type: 'empty' };

/** A set in brackets; its first character may be `]`. */
const BRACKETS = /\[\^?\]?(?:\[:\w+:\]|\\[\s\S]|[^\]\\])*\]/y;
const REPETITION = /(?:[*+?]|\{(?<least>\d+)(?<comma>,(?<most>\d*))?\})\??/y;
const GROUP = /\((?:\?(?:P?<\w+>|(?<flags>[imsU]*(?:-[imsU]+)?)(?<end>[:)])))?/y;
const ESCAPE = /\\(?:x(?<hex>[0-9a-fA-F]{2})|(?<type>[dDsSwW])|(?<plain>[^\w\u0080-\uffff]))/y;

/**
 * Parses an RE2 pattern that is matched against whole names, as in Prometheus.
 *
 * @returns undefined for what people do not write for names: `\b`, `\p{…}`, `\Q…\E`, and anchors in the
 *   middle
 */
export function parsePattern(text: string): Pattern | undefined {
  let index = 0;
  let depth = 0;
  let isCaseless = false;

  const take = (expression: RegExp): RegExpExecArray | undefined => {
    expression.lastIndex = index;
    const match = expression.exec(text);
    if (match === null) return undefined;
    index = expression.lastIndex;
    return match;
  };

  /** @param isFirst whether nothing precedes it, so that `^` matches */
  function choice(isFirst: boolean): Pattern | undefined {
    const before = isCaseless;
    const parts: Pattern[] = [];
    do {
      const part = sequence(isFirst);
      if (part === undefined) return undefined;
      parts.push(part);
    } while (take(/\|/y) !== undefined);
    isCaseless = before;
    const [only = EMPTY] = parts;
    return parts.length === 1 ? only : { type: 'choice', parts };
  }

  function sequence(isFirst: boolean): Pattern | undefined {
    const parts: Pattern[] = [];
    while (index < text.length && text[index] !== '|' && text[index] !== ')') {
      const atom = atomAt(isFirst && parts.every(({ type }) => type === 'empty'));
      if (atom === undefined) return undefined;
      const repetition = take(REPETITION);
      parts.push(repetition === undefined ? atom : repeated(atom, repetition));
    }
    return { type: 'sequence', parts };
  }

  function atomAt(isFirst: boolean): Pattern | undefined {
    const start = text[index];
    if (start === '(') return group(isFirst);
    if (start === '[') {
      const brackets = take(BRACKETS)?.[0];
      return brackets === undefined ? undefined : characters(bracketsInJavaScript(brackets), isCaseless);
    }
    if (start === '\\') {
      const { hex, type, plain } = take(ESCAPE)?.groups ?? {};
      const escaped = hex === undefined ? (type ?? plain) : `x${hex}`;
      return escaped === undefined ? undefined : characters(`\\${escaped}`, isCaseless);
    }
    index += 1;
    if (start === '^') return isFirst ? EMPTY : undefined;
    if (start === '$') return isAtEnd() ? EMPTY : undefined;
    if (/[*+?]/.test(start ?? '')) return undefined;
    return characters(start ?? '', isCaseless);
  }

  function group(isFirst: boolean): Pattern | undefined {
    const { flags = '', end } = take(GROUP)?.groups ?? {};
    const before = isCaseless;
    const [on = '', off = ''] = flags.split('-');
    if (on.includes('i')) isCaseless = true;
    if (off.includes('i')) isCaseless = false;
    // `(?i)` applies to the rest of its group.
    if (end === ')') return EMPTY;
    depth += 1;
    const inner = choice(isFirst);
    depth -= 1;
    isCaseless = before;
    return take(/\)/y) === undefined ? undefined : inner;
  }

  function isAtEnd(): boolean {
    return depth === 0 && text[index] === '|' ? true : /^\)*$/.test(text.slice(index));
  }

  const pattern = choice(true);
  return index === text.length ? pattern : undefined;
}

function repeated(part: Pattern, { 0: text, groups }: RegExpExecArray): Pattern {
  if (part.type === 'empty') return part;
  const [sign = ''] = text;
  const unlimited = Number.POSITIVE_INFINITY;
  if (sign === '{') {
    const least = Number(groups?.least);
    const most = groups?.comma === undefined ? least : Number(groups.most || unlimited);
    return { type: 'repeat', part, least, most };
  }
  return { type: 'repeat', part, least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : unlimited };
}

/** @param source a character, an escape or a character class in JavaScript syntax */
function characters(source: string, isCaseless: boolean): Pattern {
  const expression = new RegExp(`^${source}$`, isCaseless ? 'i' : '');
  let set = 0n;
  for (const [index, character] of [...ALPHABET].entries()) {
    if (expression.test(character)) set |= 1n << BigInt(index);
  }
  return { type: 'character', set };
}
