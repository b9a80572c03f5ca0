import type { Diagnostic } from '../../base/diagnostic.ts';

/** A diagnostic without a place. */
export type Explanation = Pick<Diagnostic, 'code' | 'message' | 'reason' | 'remedy'>;

/** `value` in the form that YAML reads as this text. */
export function asYamlText(value: string): string {
  const isPlain =
    /^[\w./][\w./:+*-]*$/.test(value) &&
    !value.endsWith(':') &&
    Number.isNaN(Number(value)) &&
    !/^(?:true|false|null|yes|no|on|off|[.](?:nan|inf))$/i.test(value);
  return isPlain ? value : JSON.stringify(value);
}
