import type { ErrorObject } from 'ajv';
import type { Diagnostic } from '../../base/diagnostic.ts';
import { isProfile } from '../defaults.ts';
import type { ConfigurationDocument } from '../document/parse.ts';
import { formatPath, isMapping, type Path, parsePointer, valueAt } from '../document/path.ts';
import type { Origin } from '../layers.ts';
import { isFormatName } from '../schema/formats.ts';
import { OPERATOR_KEYS } from '../schema/operator.ts';
import { explainForeignOperatorKey, explainMissingKey, explainUnknownKey } from './key.ts';
import type { Explanation } from './report.ts';
import {
  explainBounds,
  explainEmpty,
  explainEnum,
  explainFormat,
  explainGeneric,
  explainType,
} from './value.ts';

interface Validated {
  readonly data: unknown;
  readonly document: ConfigurationDocument;
  /** Where a setting of `data` comes from in the file. */
  readonly originOf: (path: Path) => Origin;
  /** Full paths of all valid keys. */
  readonly knownPaths: readonly string[];
}

/** Converts ajv's errors, with `allErrors` and `verbose`, to one diagnostic per correction. */
export function explainErrors(errors: readonly ErrorObject[], validated: Validated): Diagnostic[] {
  const byPlace = new Map<string, Diagnostic>();
  for (const error of errors) {
    if (isConsequence(error)) continue;
    const subject = subjectOf(error, validated.data);
    const key = `${subject.part} ${JSON.stringify(subject.path)}`;
    // The first error of a value is the most helpful: its type comes before its format, its format before its
    // bounds.
    if (!byPlace.has(key)) byPlace.set(key, diagnose(error, subject, validated));
  }
  return [...byPlace.values()];
}

/** Whether the error only follows from another one: of a branch not taken, or of a part with its own error. */
function isConsequence(error: ErrorObject): boolean {
  return (
    error.keyword === 'if' ||
    error.keyword === 'propertyNames' ||
    /\/(?:anyOf|oneOf)\/\d+\//.test(error.schemaPath)
  );
}

interface Subject {
  readonly path: Path;
  readonly part: 'key' | 'value';
}

function subjectOf(error: ErrorObject, data: unknown): Subject {
  const path = parsePointer(error.instancePath, data);
  const { additionalProperty, missingProperty } = error.params;
  const key: unknown = additionalProperty ?? missingProperty ?? error.propertyName;
  if (typeof key === 'string') return { path: [...path, key], part: 'key' };
  return { path, part: error.keyword === 'false schema' ? 'key' : 'value' };
}

function diagnose(
  error: ErrorObject,
  { path, part }: Subject,
  { data, document, originOf, knownPaths }: Validated,
): Diagnostic {
  const origin = originOf(path);
  const name = formatPath(origin.isWritten ? origin.path : path);
  const place = document.place(origin.path, origin.isWritten ? part : 'key');
  const schema: unknown = error.parentSchema;
  const source = origin.isWritten ? document.source(origin.path) : undefined;
  const refused = { name, path, value: error.data, source, schema };
  const explanation = (): Explanation => {
    const format = valueAt(schema, ['format']);
    switch (error.keyword) {
      case 'additionalProperties':
        return explainUnknownKey(path, validKeys(path, schema, data), knownPaths);
      case 'false schema':
        return explainForeignOperatorKey(path, data);
      case 'required':
        return explainMissingKey(path, schema);
      case 'type':
        return explainType(refused, error.params.type);
      case 'enum':
        return explainEnum(refused, error.params.allowedValues);
      case 'minimum':
      case 'maximum':
        return explainBounds(refused);
      case 'format':
      case 'pattern':
        if (isFormatName(format)) return explainFormat(refused, format, part);
        return explainGeneric(refused, `${error.message}, but is ${JSON.stringify(error.data)}`);
      case 'minProperties':
        return explainEmpty(refused);
      case 'anyOf':
      case 'oneOf':
        return explainGeneric(refused, 'has none of the forms that it may have');
    }
    return explainGeneric(refused, error.message ?? 'is not allowed');
  };
  return { severity: 'error', place: { ...place, definition: name }, ...explanation() };
}

/** The valid keys of the block that has an unknown key; in `operator`, only those of its profile. */
function validKeys(path: Path, schema: unknown, data: unknown): readonly string[] {
  const block = path.slice(0, -1);
  const profile = block.at(-1) === 'operator' ? valueAt(data, [...block, 'profile']) : undefined;
  if (isProfile(profile)) return ['profile', ...OPERATOR_KEYS[profile]];
  const properties = valueAt(schema, ['properties']);
  return isMapping(properties) ? Object.keys(properties) : [];
}
