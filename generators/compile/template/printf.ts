import { formatFixed, formatGeneral, formatShortest } from './go-number.ts';

/** The possible types of a template's parts. Go distinguishes integers from floats, and so do `%d` and `%f`. */
export type TemplateValue = string | number | bigint;

export type ValueKind = 'text' | 'float' | 'integer';

/** A format, split into plain text and verbs. */
export type FormatPart =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'verb';
      readonly text: string;
      readonly verb: string;
      readonly precision: number | undefined;
    };

const VERB = /%(?:\.(\d+))?([a-zA-Z%]|$)|%[^a-zA-Z%]*[a-zA-Z%]?/g;

const TAKES: Readonly<Record<string, readonly ValueKind[]>> = {
  v: ['text', 'float', 'integer'],
  s: ['text'],
  d: ['integer'],
  f: ['float'],
  g: ['float'],
};

const KIND_PHRASE: Readonly<Record<ValueKind, string>> = {
  text: 'a text',
  float: 'a float',
  integer: 'an integer',
};

/** What Go would print as `%!d(float64=1)` or omit; undefined if the format fits. */
export function explainFormat(format: string, kinds: readonly ValueKind[]): string | undefined {
  const verbs = partsOf(format).filter((part) => part.kind === 'verb');
  const unknown = verbs.find((part) => TAKES[part.verb] === undefined);
  if (unknown !== undefined) {
    return `printf "${unknown.text}" is not supported: write %v, %s, %d, %f, %g or one of these with a precision, %.2f`;
  }
  if (verbs.length !== kinds.length) {
    return `printf "${format}" has ${verbs.length} verbs for ${kinds.length} values`;
  }
  for (const [index, { text, verb }] of verbs.entries()) {
    const kind = kinds[index];
    if (kind === undefined || TAKES[verb]?.includes(kind)) continue;
    const instead = kind === 'float' ? '%.0f or %v' : '%v';
    return `printf "${text}" cannot print ${KIND_PHRASE[kind]}: write ${instead}`;
  }
  return undefined;
}

/** Go's `fmt.Sprintf` for formats that `explainFormat` accepts. */
export function sprintf(format: string, values: readonly TemplateValue[]): string {
  let index = -1;
  return partsOf(format)
    .map((part) => {
      if (part.kind === 'text') return part.text;
      index += 1;
      return formatVerb(part.verb, part.precision, values[index] ?? '');
    })
    .join('');
}

/** What a template prints for a value without a format. */
export function print(value: TemplateValue): string {
  return typeof value === 'number' ? formatShortest(value) : String(value);
}

function formatVerb(verb: string, precision: number | undefined, value: TemplateValue): string {
  if (typeof value === 'number') {
    if (verb === 'f') return formatFixed(value, precision ?? 6);
    return precision === undefined ? formatShortest(value) : formatGeneral(value, precision);
  }
  // A precision truncates a text, by characters.
  return typeof value === 'string' && precision !== undefined
    ? [...value].slice(0, precision).join('')
    : String(value);
}

function partsOf(format: string): FormatPart[] {
  const parts: FormatPart[] = [];
  let at = 0;
  for (const match of format.matchAll(VERB)) {
    const [text, precision, verb = ''] = match;
    parts.push({ kind: 'text', text: format.slice(at, match.index) });
    at = match.index + text.length;
    if (text === '%%') parts.push({ kind: 'text', text: '%' });
    else
      parts.push({
        kind: 'verb',
        text,
        verb,
        precision: precision === undefined ? undefined : Number(precision),
      });
  }
  parts.push({ kind: 'text', text: format.slice(at) });
  return parts;
}
