import type { Diagnostic } from '../../base/diagnostic.ts';

/** A diagnostic that has no place yet. */
export type Explanation = Pick<Diagnostic, 'code' | 'message' | 'reason' | 'remedy'>;

/** `value` as it must stand in YAML to be read as this text. */
export function asYamlText(value: string): string {
  const isPlain =
    /^[\w./][\w./:+*-]*$/.test(value) &&
    !value.endsWith(':') &&
    Number.isNaN(Number(value)) &&
    !/^(?:true|false|null|yes|no|on|off|[.](?:nan|inf))$/i.test(value);
  return isPlain ? value : JSON.stringify(value);
}
