import { inspect } from 'node:util';

/** All common ways to print a value. */
export function shown(value: unknown): string {
  return [
    inspect(value, { depth: 9, showHidden: true, getters: false }),
    inspect(value, { depth: 9, getters: true }),
    JSON.stringify({ nested: [value] }),
    String(value),
    inspect(new Error('wrapped', { cause: value }), { depth: 9 }),
    inspect(Object.assign({}, value)),
  ].join('\n');
}
