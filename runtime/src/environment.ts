import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { originOf } from './server-url.ts';

/** An invalid environment variable or option; the message says what to change. */
export class SettingsError extends Error {
  readonly code = 'settings/invalid';

  constructor(message: string) {
    super(message);
    this.name = 'SettingsError';
  }
}

/** The variables of a process. An empty variable counts as unset. */
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
    throw new SettingsError(`${name} is "${value}", but must be true or false`);
  }

  /** @throws SettingsError if it is not a number, or out of bounds */
  number(
    name: string,
    { least, most }: { readonly least: number; readonly most: number },
  ): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new SettingsError(`${name} is "${value}", but must be a number from ${least} to ${most}`);
  }

  /** @throws SettingsError if it is not an integer, or out of bounds */
  wholeNumber(name: string, bounds: { readonly least: number; readonly most: number }): number | undefined {
    const number = this.number(name, bounds);
    if (number === undefined || Number.isInteger(number)) return number;
    throw new SettingsError(`${name} is "${number}", but must be an integer`);
  }

  /** @throws SettingsError if it is none of the values */
  oneOf<const Value extends string>(name: string, values: readonly Value[], byDefault: Value): Value {
    const value = this.text(name);
    if (value === undefined) return byDefault;
    const found = values.find((candidate) => candidate === value);
    if (found !== undefined) return found;
    throw new SettingsError(`${name} is "${value}", but must be ${values.join(' or ')}`);
  }

  /**
   * The base address of a server. A user, password, query or fragment would be lost or sent to the wrong
   * place, so none is allowed.
   *
   * @throws SettingsError, which never repeats the address, because it may contain a password
   */
  url(name: string, protocols: readonly string[]): string | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url === undefined || !protocols.includes(url.protocol)) {
      const beginnings = protocols.map((one) => `${one}//`).join(' or ');
      throw new SettingsError(`${name} must be an address that begins with ${beginnings}`);
    }
    const surplus = surplusOf(url, value);
    if (surplus === undefined) return value;
    throw new SettingsError(
      `${name} has ${surplus}, which cannot be used. Give only the origin of the server, such as ${originOf(value)}`,
    );
  }

  /**
   * An absolute path; a relative one is resolved against the working directory.
   *
   * @throws SettingsError if blanks surround it, which nobody means
   */
  path(name: string): string | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (value !== this.#variables[name]) {
      throw new SettingsError(`${name} has blanks or line breaks around its path. Change it to ${value}`);
    }
    return resolve(value);
  }

  /**
   * A directory of this user: below the one that the variable `base` names, or below the home directory.
   *
   * @param instead the variable that names the directory itself
   * @throws SettingsError
   */
  userDirectory(base: string, belowHome: string, instead: string): string {
    const given = this.text(base);
    if (given !== undefined) return absolute(base, given, instead);
    if (process.platform === 'win32') return join(homedir(), belowHome);
    const home = this.text('HOME');
    if (home === undefined) {
      throw new SettingsError(`HOME is not set, and neither is ${instead}. Set ${instead} to a directory`);
    }
    return join(absolute('HOME', home, instead), belowHome);
  }
}

function absolute(name: string, path: string, instead: string): string {
  if (isAbsolute(path)) return path;
  throw new SettingsError(
    `${name} is "${path}", which is not an absolute path. Correct it, or set ${instead}`,
  );
}

function surplusOf(url: URL, text: string): string | undefined {
  if (url.username !== '' || url.password !== '') return 'a user or a password';
  if (text.includes('#')) return 'a fragment';
  return text.includes('?') ? 'a query' : undefined;
}
