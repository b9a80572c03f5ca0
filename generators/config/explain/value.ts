import { nearest } from '../../base/nearest.ts';
import { scalar } from '../../base/scalar.ts';
import { isMapping, type Path, valueAt } from '../document/path.ts';
import type { StringFormat } from '../schema/format.ts';
import { FORMATS, type FormatName, isFormatName } from '../schema/formats.ts';
import type { Explanation } from './report.ts';

/** A value that its schema rejects, as the validator reports it. */
export interface RefusedValue {
  /** The full key, for messages. */
  readonly name: string;
  /** In the validated data. */
  readonly path: Path;
  readonly value: unknown;
  /** The value as written in the file, if it is a scalar. */
  readonly source: string | undefined;
  /** The schema of the value. */
  readonly schema: unknown;
}

const TYPE_REASON = 'A value of another type cannot be used, and a guess at its meaning could hide a slip.';

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: '`true` or `false`',
  object: 'a block of `key: value` lines',
  array: 'a list',
  null: 'empty',
};

/** @param expected the type, or types, as JSON Schema names them. */
export function explainType(refused: RefusedValue, expected: string | readonly string[]): Explanation {
  const { name, value, source } = refused;
  const [type = ''] = typeof expected === 'string' ? [expected] : expected;
  const wanted = TYPE_NAMES[type] ?? type;
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return {
      code: 'config/value',
      message: `\`${name}\` must be ${wanted}, and \`${source ?? String(value)}\` is not a finite one`,
      reason: 'No comparison with it could ever come out, or ever end.',
      remedy: remedyFor(refused, type),
    };
  }
  return {
    code: 'config/type',
    message: `\`${name}\` must be ${wanted}, but ${describe(value, source)}`,
    reason: TYPE_REASON,
    remedy: remedyFor(refused, type),
  };
}

function describe(value: unknown, source: string | undefined): string {
  if (value === null) return 'it is empty';
  if (Array.isArray(value)) return 'it is a list';
  if (isMapping(value)) return 'it is a block of keys';
  if (typeof value === 'string') return `\`${JSON.stringify(value)}\` is a text`;
  return `\`${source ?? String(value)}\` is ${typeof value === 'number' ? 'a number' : 'true or false'}`;
}

function remedyFor(refused: RefusedValue, type: string): string {
  switch (type) {
    case 'string':
      return textRemedy(refused);
    case 'number':
    case 'integer':
      return numberRemedy(refused, TYPE_NAMES[type] ?? type);
    case 'boolean':
      return `Write \`${assignment(refused.path, 'true')}\` or \`${assignment(refused.path, 'false')}\`.`;
    case 'array':
      if (typeof refused.value !== 'string') return 'Write a list.';
      return `Write \`${assignment(refused.path, `[${scalar(refused.value)}]`)}\`.`;
    default:
      return blockRemedy(refused);
  }
}

function textRemedy({ path, value, source, schema }: RefusedValue): string {
  if (typeof value === 'number' || typeof value === 'boolean') {
    const written = source ?? String(value);
    const format = valueAt(schema, ['format']);
    const instead = isFormatName(format) ? FORMATS[format].problem(written)?.instead : undefined;
    if (instead !== undefined) return `Write \`${assignment(path, scalar(instead))}\`.`;
    return `Put it in quotes: \`${assignment(path, JSON.stringify(written))}\`.`;
  }
  const example = valueAt(schema, ['examples', 0]);
  const sample = typeof example === 'string' ? `, such as \`${assignment(path, scalar(example))}\`` : '';
  return `Write a text${sample}${value === null ? ', or remove the line' : ''}.`;
}

function numberRemedy({ path, value, schema }: RefusedValue, wanted: string): string {
  const isQuoted = typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));
  if (isQuoted) return `Write it without quotes: \`${assignment(path, String(Number(value)))}\`.`;
  return `Write ${wanted}${rangeOf(schema)}.`;
}

function blockRemedy({ path, value, schema }: RefusedValue): string {
  const advice = Array.isArray(value) ? 'Write the lines without the dash' : 'Write keys under it, indented';
  const example = valueAt(schema, ['examples', 0]);
  if (isMapping(example)) return `${advice}, such as \`${assignment(path, JSON.stringify(example))}\`.`;
  const properties = valueAt(schema, ['properties']);
  const [first] = isMapping(properties) ? Object.keys(properties) : [];
  return first === undefined
    ? `${advice}.`
    : `${advice}, such as \`${assignment(path, `{ ${first}: … }`)}\`.`;
}

/** `scrape: 30s`, or only the value of a list item. */
function assignment(path: Path, text: string): string {
  const key = path.at(-1);
  return typeof key === 'string' ? `${scalar(key)}: ${text}` : text;
}

/** @param part whether the text is the key itself or its value. */
export function explainFormat(
  refused: RefusedValue,
  formatName: FormatName,
  part: 'key' | 'value',
): Explanation {
  const format: StringFormat = FORMATS[formatName];
  const value = String(refused.value);
  const problem = format.problem(value);
  const subject = part === 'key' ? 'A key here' : `\`${refused.name}\``;
  const instead = problem?.instead;
  const fixed = part === 'key' || instead === undefined ? instead : assignment(refused.path, scalar(instead));
  return {
    code: 'config/value',
    message: `${subject} must be ${format.expected}; \`${JSON.stringify(value)}\` ${problem?.detail ?? 'is not'}`,
    reason: format.reason,
    remedy: fixed === undefined ? `Write ${format.expected}.` : `Write \`${fixed}\`.`,
  };
}

export function explainEnum(refused: RefusedValue, allowed: readonly unknown[]): Explanation {
  const texts = allowed.map(String);
  const near = nearest(String(refused.value), texts);
  const list = texts.map((text) => `\`${text}\``).join(', ');
  return {
    code: 'config/value',
    message: `\`${refused.name}\` must be one of ${list}, but is \`${String(refused.value)}\``,
    reason: 'No other value is supported.',
    remedy:
      near === undefined ? `Write one of ${list}.` : `Did you mean \`${assignment(refused.path, near)}\`?`,
  };
}

export function explainBounds(refused: RefusedValue): Explanation {
  const { name, path, value, schema } = refused;
  const description = valueAt(schema, ['description']);
  const isPercent =
    valueAt(schema, ['maximum']) === 1 && typeof value === 'number' && value > 1 && value <= 100;
  return {
    code: 'config/value',
    message: `\`${name}\` must be a number${rangeOf(schema)}, but is ${String(value)}`,
    reason: `The number has no meaning outside of that.${typeof description === 'string' ? ` ${description}` : ''}`,
    remedy: isPercent
      ? `It is a ratio: for ${value} % write \`${assignment(path, String(Number((value / 100).toPrecision(12))))}\`.`
      : `Write a number${rangeOf(schema)}.`,
  };
}

function rangeOf(schema: unknown): string {
  const minimum = valueAt(schema, ['minimum']);
  const maximum = valueAt(schema, ['maximum']);
  if (minimum !== undefined && maximum !== undefined) return ` from ${String(minimum)} to ${String(maximum)}`;
  if (minimum !== undefined) return ` of at least ${String(minimum)}`;
  return maximum === undefined ? '' : ` of at most ${String(maximum)}`;
}

/** An optional block that is present but empty. */
export function explainEmpty({ name, schema }: RefusedValue): Explanation {
  const description = valueAt(schema, ['description']);
  return {
    code: 'config/value',
    message: `\`${name}\` is empty`,
    reason: `An empty block here means nothing. ${String(description ?? '')}`.trim(),
    remedy: 'Write at least one key under it, or remove it.',
  };
}

/** For keywords that only an extension uses: the schema's own words are the best explanation. */
export function explainGeneric({ name, path, schema }: RefusedValue, validatorMessage: string): Explanation {
  const description = valueAt(schema, ['description']);
  const example = valueAt(schema, ['examples', 0]);
  let remedy = 'Change it so that this holds.';
  if (example !== undefined)
    remedy = `Write a value such as \`${assignment(path, JSON.stringify(example))}\`.`;
  else if (typeof description === 'string') remedy = `Write what belongs here: ${description}`;
  return {
    code: 'config/value',
    message: `\`${name}\` ${validatorMessage}`,
    reason: 'What depends on it could not be generated, or would mean something else.',
    remedy,
  };
}
