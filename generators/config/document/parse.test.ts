import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { diagnosticsOf } from '../test-configuration.ts';
import { parseDocument } from './parse.ts';
import type { Path } from './path.ts';

describe('a file that is not one YAML mapping', () => {
  it.each([
    ['a tab as indentation', 'app: a\nservice:\n\tname: b\n', 'config/syntax 3:1', 'A tab', 'two spaces'],
    ['a missing space', 'app:a\nnamespace: b\n', 'config/syntax 1:1', 'not a `key: value`', 'space after'],
    ['a colon in a value', 'app: a: b\n', 'config/syntax 1:6', 'second `key:`', 'in quotes'],
    [
      'an open list',
      'app: [a\nlanguage: ko\n',
      'config/syntax 1:6',
      'bracket is not closed',
      'Close each `[`',
    ],
    [
      'no space after a list',
      'app: [a]\nservice:shop\n',
      'config/syntax 2:1',
      'not a `key: value`',
      'a colon and a space',
    ],
    ['an open quote', 'app: "a\n', 'config/syntax 2:1', 'Missing closing', 'quotes'],
    ['a bare template', 'app: @a\n', 'config/syntax 1:6', 'cannot start', 'in quotes'],
    ['an unknown escape', 'app: "\\q"\n', 'config/syntax 1:7', 'escape', 'single quotes'],
    ['a tag', 'app: !env APP\n', 'config/syntax 1:6', 'tag', 'Remove the tag'],
    [
      'two documents',
      'app: a\n---\nnamespace: b\n',
      'config/syntax 2:1',
      'second YAML document',
      'environments',
    ],
    [
      'a key twice',
      'app: a\nlabels:\n  b: c\n  b: d\n',
      'config/syntax 4:3',
      'first in line 3',
      'Keep one `b`',
    ],
    ['a merge key', 'app: &a {}\n<<: *a\n', 'config/syntax 2:1', 'merge key', 'Write the keys out'],
    ['an unknown anchor', 'app: *a\n', 'config/syntax 1:6', 'No anchor `&a`', 'write it out'],
    ['an alias in itself', 'app: &a [*a]\n', 'config/syntax 1:10', 'inside its own anchor', 'write it out'],
    ['a list as a key', '? [a]\n: b\n', 'config/syntax 1:3', 'not a plain text', '`key: value`'],
    ['a template as a key', 'app: {{ app }}\n', 'config/syntax 1:7', 'not a plain text', '`key: value`'],
    ['a list', '# all\n- app: a\n', 'config/type 2:1', 'a list', '`key: value` lines'],
    ['a text', 'app:a\n', 'config/type 1:1', 'a single value', 'a space after each colon'],
    ['nothing', '# nothing\n', 'config/type', 'no settings', 'app: my-service'],
  ])('but has %s is refused', (_, text, report, message, remedy) => {
    const found = diagnosticsOf(() => parseDocument('x.yaml', text));
    expect(found).toMatchObject([
      {
        place: { file: 'x.yaml' },
        message: expect.stringContaining(message),
        remedy: expect.stringContaining(remedy),
      },
    ]);
    const reports = found.map(({ code, place: { line, column } }) =>
      line === undefined ? code : `${code} ${line}:${column}`,
    );
    expect(reports).toEqual([report]);
  });
});

/** Paths to all scalars in `data`. */
function leavesOf(data: unknown, path: Path = []): Path[] {
  if (Array.isArray(data)) return data.flatMap((item, index) => leavesOf(item, [...path, index]));
  if (typeof data !== 'object' || data === null) return [path];
  return Object.entries(data).flatMap(([key, value]) => leavesOf(value, [...path, key]));
}

describe('any document', () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,5}$/);
  const scalar = fc.oneof(word, fc.integer(), fc.boolean());
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      scalar,
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
      fc.dictionary(word, tie('tree'), { minKeys: 1, maxKeys: 3 }),
    ),
  }));
  const document = fc.dictionary(word, tree, { minKeys: 1, maxKeys: 4 });

  it('is parsed as it was written, and each scalar is found at its place', () => {
    fc.assert(
      fc.property(
        document,
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom('', '\uFEFF'),
        (data, lineBreak, mark) => {
          const text = stringify(data).replaceAll('\n', lineBreak);
          const parsed = parseDocument('x.yaml', mark + text);
          expect(parsed.data).toEqual({ ...data });
          for (const path of leavesOf(data)) {
            const { line, column, excerpt } = parsed.place(path, 'value');
            expect(excerpt?.text).toBe(text.split(lineBreak)[(line ?? 0) - 1]);
            expect(excerpt?.from).toBe((column ?? 0) - 1);
            const shown = excerpt?.text.slice(excerpt.from, excerpt.to);
            expect(shown).toMatch(/^(?:"[^"]*"|[^\s"]+)$/);
            expect(shown?.replaceAll('"', '')).toBe(parsed.source(path));
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
