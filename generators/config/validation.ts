import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Labels, ServiceConfig } from './config.ts';
import type { ConfigurationDeclaration } from './declaration.ts';
import { FORMATS } from './schema/formats.ts';
import { configurationSchema, presenceSchema } from './schema.ts';

/** What the schemas together guarantee for the effective configuration. */
export interface EffectiveConfiguration<Threshold extends string>
  extends Omit<
    ServiceConfig<Threshold>,
    'environment' | 'elsewhere' | 'parts' | 'extensions' | 'disabledChecks'
  > {
  readonly checks: { readonly disabled: Labels };
}

/** The compiled schemas of one declaration. */
export interface Validators {
  readonly file: ValidateFunction;
  readonly presence: ValidateFunction;
}

const COMPILED = new WeakMap<ConfigurationDeclaration, Validators>();

/** Compiles once per declaration, because that takes longer than reading a small file. */
export function validatorsFor(declaration: ConfigurationDeclaration): Validators {
  const known = COMPILED.get(declaration);
  if (known !== undefined) return known;
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    strict: true,
    allowUnionTypes: true,
    // For a fast start: each block is compiled once, and strict mode catches mistakes in the schema.
    inlineRefs: false,
    code: { optimize: false },
    meta: false,
    validateSchema: false,
  });
  for (const [name, format] of Object.entries(FORMATS)) {
    ajv.addFormat(name, (value: string) => format.problem(value) === undefined);
  }
  const validators = {
    file: ajv.compile(configurationSchema(declaration)),
    presence: ajv.compile(presenceSchema(declaration)),
  };
  COMPILED.set(declaration, validators);
  return validators;
}

/**
 * Errors in the file itself. What an extension requires may be in another layer, except within a list,
 * because lists are not merged.
 */
export function fileErrors(validators: Validators, data: unknown): readonly ErrorObject[] {
  if (validators.file(data)) return [];
  return (validators.file.errors ?? []).filter(
    ({ keyword, instancePath }) => keyword !== 'required' || /\/\d+(?:\/|$)/.test(instancePath),
  );
}

/** Whether merged layers, each of them valid, and the defaults lack nothing. */
export function isEffective<Threshold extends string>(
  validators: Validators,
  data: unknown,
): data is EffectiveConfiguration<Threshold> {
  return validators.presence(data);
}
