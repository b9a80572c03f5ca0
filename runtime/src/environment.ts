/** What is wrong with the environment, for whoever set it. */
export class SettingsError extends Error {
  readonly code = 'settings/invalid';

  constructor(message: string) {
    super(message);
    this.name = 'SettingsError';
  }
}

/** The variables of a process. A variable that is empty is one that is not set. */
export class Environment {
  readonly #variables: NodeJS.ProcessEnv;

  constructor(variables: NodeJS.ProcessEnv) {
    this.#variables = variables;
  }

  text(name: string): string | undefined {
    const value = this.#variables[name]?.trim();
    return value === '' ? undefined : value;
  }

  /** @throws SettingsError */
  flag(name: string, byDefault = false): boolean {
    const value = this.text(name)?.toLowerCase();
    if (value === undefined) return byDefault;
    if (['0', 'false', 'no', 'off'].includes(value)) return false;
    if (['1', 'true', 'yes', 'on'].includes(value)) return true;
    throw new SettingsError(`${name} is neither true nor false`);
  }

  /** @throws SettingsError where it is no number, or outside of the bounds */
  number(
    name: string,
    { least, most }: { readonly least: number; readonly most: number },
  ): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new SettingsError(`${name} is "${value}", and must be a number from ${least} to ${most}`);
  }

  /** @throws SettingsError where it is no whole number, or outside of the bounds */
  wholeNumber(name: string, bounds: { readonly least: number; readonly most: number }): number | undefined {
    const number = this.number(name, bounds);
    if (number === undefined || Number.isInteger(number)) return number;
    throw new SettingsError(`${name} is "${number}", and must be a whole number`);
  }

  /** @throws SettingsError where it is none of the values */
  oneOf<const Value extends string>(name: string, values: readonly Value[], byDefault: Value): Value {
    const value = this.text(name);
    if (value === undefined) return byDefault;
    const found = values.find((candidate) => candidate === value);
    if (found !== undefined) return found;
    throw new SettingsError(`${name} is "${value}", and must be ${values.join(' or ')}`);
  }

  /** @throws SettingsError where it is no address with one of the protocols */
  url(name: string, protocols: readonly string[]): string | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    // The value is not repeated: an address may hold a password.
    if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) {
      if (isDecodable(value)) return value;
      throw new SettingsError(
        `${name} has a per cent that encodes nothing. A per cent in a password is written as %25`,
      );
    }
    throw new SettingsError(
      `${name} is no address that begins with ${protocols.map((one) => `${one}//`).join(' or ')}`,
    );
  }
}

/** Whether every per cent in it encodes something. */
export function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
