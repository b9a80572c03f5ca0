import { memoize } from '../../base/memoize.ts';

/**
 * PromQL strings follow Go's escaping rules
 * (https://prometheus.io/docs/prometheus/latest/querying/basics/#string-literals).
 */

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** Characters without a special meaning in PromQL and Grafana. */
const PLAIN = /^[\w ./:;,|*+?()-]*$/;

/** A double-quoted PromQL string with exactly this value. Memoized, because a service repeats a few values. */
export const quote = memoize(1000, quoted);

function quoted(value: string): string {
  if (PLAIN.test(value)) return `"${value}"`;
  let text = '';
  for (const character of value.toWellFormed()) {
    const code = character.codePointAt(0) ?? 0;
    const simple = SIMPLE_ESCAPES[character];
    if (simple !== undefined) text += simple;
    else if (code < 0x20 || code === 0x7f) text += `\\x${code.toString(16).padStart(2, '0')}`;
    else text += character;
  }
  return `"${hideFromGrafana(text)}"`;
}

/** A double-quoted PromQL string around a Grafana variable such as `$job`, which Grafana replaces. */
export function quoteVariable(variable: string): string {
  return `"${variable}"`;
}

/**
 * Grafana replaces `$name`, `${name}` and `[[name]]` anywhere in a query, even inside strings. A literal that
 * looks like one is written with an escape that PromQL decodes and Grafana does not recognise.
 */
function hideFromGrafana(text: string): string {
  return text.replaceAll(/\$(?=[\w{])/g, '\\x24').replaceAll(/\[(?=\[)/g, '\\x5b');
}

/** An RE2 regex that matches exactly `value`. Prometheus anchors regexes at both ends. */
export function escapeRegex(value: string): string {
  return value.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}
