import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Labels, ServiceConfig } from './config.ts';
import type { ConfigurationDeclaration } from './declaration.ts';
import { FORMATS } from './schema/formats.ts';
import { configurationSchema, presenceSchema } from './schema.ts';

/** What the schemas promise together of the configuration in force. */
export interface EffectiveConfiguration<Threshold extends string>
  extends Omit<
    ServiceConfig<Threshold>,
    'environment' | 'elsewhere' | 'parts' | 'extensions' | 'disabledChecks'
  > {
  readonly checks: { readonly disabled: Labels };
}

/** The compiled schemas of one declaration. */
export interface Validators {
  readonly file: Validator;
  readonly presence: Validator;
}

type Validator = Pick<ValidateFunction, 'errors'> & ((data: unknown) => boolean);

/** For a file that was valid before. */
export const TRUSTING: Validators = { file: () => true, presence: () => true };

/** Everything that the result of the validators depends on, beside the code of this package. */
export function schemasOf(declaration: ConfigurationDeclaration): string {
  return JSON.stringify([configurationSchema(declaration), presenceSchema(declaration)]);
}

const COMPILED = new WeakMap<ConfigurationDeclaration, Validators>();

/** Compiles once for each declaration: that takes longer than to read a small file. */
export function validatorsFor(declaration: ConfigurationDeclaration): Validators {
  const known = COMPILED.get(declaration);
  if (known !== undefined) return known;
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    strict: true,
    allowUnionTypes: true,
    // The rest is for a fast start: each block is compiled once, and strict mode catches slips in the schema.
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
 * What is wrong in the file itself. What an extension requires may stand in another layer, except inside a list, for
 * lists are not merged.
 */
export function fileErrors(validators: Validators, data: unknown): readonly ErrorObject[] {
  if (validators.file(data)) return [];
  return (validators.file.errors ?? []).filter(
    ({ keyword, instancePath }) => keyword !== 'required' || /\/\d+(?:\/|$)/.test(instancePath),
  );
}

/** Whether nothing is missing in merged layers, each of them valid, over the defaults. */
export function isEffective<Threshold extends string>(
  validators: Validators,
  data: unknown,
): data is EffectiveConfiguration<Threshold> {
  return validators.presence(data);
}
