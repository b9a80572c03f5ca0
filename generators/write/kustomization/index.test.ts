import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { diagnosticsOf } from '../testing.ts';
import { addResources } from './index.ts';

function add(text: string, ...entries: readonly string[]): string {
  return addResources(text, 'kustomization.yaml', entries, { owned: (entry) => entry.includes('ours-') });
}

function lines(...all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}

describe('addResources', () => {
  const additions: readonly (readonly [string, string, string])[] = [
    [
      'a list without indentation',
      lines('resources:', '- a.yaml'),
      lines('resources:', '- a.yaml', '- x.yaml'),
    ],
    [
      'a list with wide gaps, before other keys',
      lines('resources:', '    -   a.yaml', '', 'namespace: n'),
      lines('resources:', '    -   a.yaml', '    -   x.yaml', '', 'namespace: n'),
    ],
    [
      'a list with a comment behind its last entry',
      lines('resources:', '  - a.yaml # why', '  # - b.yaml', '# 끝'),
      lines('resources:', '  - a.yaml # why', '  - x.yaml', '  # - b.yaml', '# 끝'),
    ],
    ['a file without a final line feed', 'resources:\n  - a.yaml', 'resources:\n  - a.yaml\n  - x.yaml'],
    [
      'lines that end in CR LF',
      'resources:\r\n  - a.yaml\r\nnamespace: n\r\n',
      'resources:\r\n  - a.yaml\r\n  - x.yaml\r\nnamespace: n\r\n',
    ],
    ['a byte order mark', '\uFEFFresources:\n- a.yaml\n', '\uFEFFresources:\n- a.yaml\n- x.yaml\n'],
    [
      'document markers',
      lines('# 머리말', '---', 'resources:', '  - a.yaml', '...', '# after'),
      lines('# 머리말', '---', 'resources:', '  - a.yaml', '  - x.yaml', '...', '# after'),
    ],
    [
      'an entry that is a block scalar',
      lines('resources:', '  - >-', '    a.yaml', 'namespace: n'),
      lines('resources:', '  - >-', '    a.yaml', '  - x.yaml', 'namespace: n'),
    ],
    [
      'an empty entry at the end',
      lines('resources:', '  - a.yaml', '  -'),
      lines('resources:', '  - a.yaml', '  -', '  - x.yaml'),
    ],
    [
      'a flow list',
      lines('resources: [a.yaml, "b.yaml" ] # c'),
      lines('resources: [a.yaml, "b.yaml", x.yaml ] # c').replace(', x.yaml', ', "x.yaml"'),
    ],
    [
      'a flow list with a trailing comma',
      lines('resources: [a.yaml,]'),
      lines('resources: [a.yaml, x.yaml,]'),
    ],
    ['an empty flow list', lines('resources: []'), lines('resources: [x.yaml]')],
    [
      'a flow list over several lines',
      lines('resources: [', '  a.yaml, # first', '  b.yaml # last', ']'),
      lines('resources: [', '  a.yaml, # first', '  b.yaml, x.yaml # last', ']'),
    ],
    [
      'a file in JSON',
      lines('{', '  "namespace": "n",', '  "resources": [', '    "a.yaml"', '  ]', '}'),
      lines('{', '  "namespace": "n",', '  "resources": [', '    "a.yaml", "x.yaml"', '  ]', '}'),
    ],
    [
      'a key without a value',
      lines('resources:', 'namespace: n'),
      lines('resources:', '  - x.yaml', 'namespace: n'),
    ],
    [
      'a key with comments only',
      lines('resources: # 비어 있음', '  # - a.yaml', 'labels:', '- pairs: {}'),
      lines('resources: # 비어 있음', '- x.yaml', '  # - a.yaml', 'labels:', '- pairs: {}'),
    ],
    ['null', lines('resources: ~  # c'), lines('resources:  # c', '  - x.yaml')],
    ['null on a line of its own', lines('resources:', '  null'), lines('resources:', '  - x.yaml', '  ')],
    ['no list', lines('namespace: n', '# end'), lines('namespace: n', '# end', 'resources:', '  - x.yaml')],
    ['indented keys', lines('  namespace: n'), lines('  namespace: n', '  resources:', '    - x.yaml')],
    ['nothing at all', '', lines('resources:', '  - x.yaml')],
    ['comments only', lines('# 나중에'), lines('# 나중에', 'resources:', '  - x.yaml')],
    [
      'a marker at the end',
      lines('---', 'resources:', '  - a.yaml', '---'),
      lines('---', 'resources:', '  - a.yaml', '  - x.yaml', '---'),
    ],
    [
      'an item of several lines that ends in a comment',
      'resources:\r\n  - ? k\r\n    : v # c\r\n  # end\r\n',
      'resources:\r\n  - ? k\r\n    : v # c\r\n  - x.yaml\r\n  # end\r\n',
    ],
    [
      'no list before a marker at the end',
      'namespace: n\r\n---\r\n# end\r\n---',
      'namespace: n\r\nresources:\r\n  - x.yaml\r\n---\r\n# end\r\n---',
    ],
    ['markers only', lines('---', '---'), lines('---', 'resources:', '  - x.yaml', '---')],
    [
      'a Component',
      lines('kind: Component', 'resources: []'),
      lines('kind: Component', 'resources: [x.yaml]'),
    ],
  ];
  it.each(additions)('adds an entry to %s', (_name, before, after) => {
    expect(add(before, 'x.yaml')).toBe(after);
    expect(add(after, 'x.yaml')).toBe(after);
  });

  it.each(['x.yaml', './x.yaml', '"x.yaml"', "'./x.yaml'", 'sub/../x.yaml', './/x.yaml # c'])(
    'takes %s for an entry that is there already',
    (present) => {
      const text = lines('resources:', `  - ${present}`);
      expect(add(text, 'x.yaml', './x.yaml')).toBe(text);
    },
  );

  const removals: readonly (readonly [string, string, string])[] = [
    [
      'a block list',
      lines('resources:', '  - a.yaml', '  - ours-1.yaml # generated', '  # theirs', '  - b.yaml'),
      lines('resources:', '  - a.yaml', '  # theirs', '  - b.yaml', '  - x.yaml'),
    ],
    [
      'the end of a block list',
      'resources:\r\n- a.yaml\r\n- ours-1.yaml\r\n- ours-2.yaml',
      'resources:\r\n- a.yaml\r\n- x.yaml',
    ],
    ['a block list of nothing else', lines('resources:', '- ours-1.yaml'), lines('resources:', '- x.yaml')],
    ['a flow list', lines('resources: [ours-1.yaml, a.yaml]'), lines('resources: [a.yaml, x.yaml]')],
    [
      'the end of a flow list',
      lines('resources: [a.yaml, ours-1.yaml]'),
      lines('resources: [a.yaml, x.yaml]'),
    ],
    [
      'a flow list over several lines',
      lines('resources: [', '  a.yaml, # c', '  ours-1.yaml, # d', '  b.yaml', ']'),
      lines('resources: [', '  a.yaml, # c', '  # d', '  b.yaml, x.yaml', ']'),
    ],
    [
      'a flow list with a comment behind the first entry',
      lines('resources: [ours-1.yaml, # c', '  a.yaml]'),
      lines('resources: [ # c', '  a.yaml, x.yaml]'),
    ],
    [
      'a flow list with commas at the start of lines',
      lines('resources: [ours-1.yaml', '  , a.yaml]'),
      lines('resources: [a.yaml, x.yaml]'),
    ],
  ];
  it.each(removals)('removes our previous entries from %s', (_name, before, after) => {
    expect(add(before, 'x.yaml').trimEnd()).toBe(after.trimEnd());
    expect(add(after, 'x.yaml')).toBe(after);
  });

  it('removes our last entry and leaves a file that can be extended again', () => {
    const emptied = add(lines('resources:', '  - ours-1.yaml', 'namespace: n'));
    expect(emptied).toBe(lines('resources:', 'namespace: n'));
    expect(add(lines('resources: [ours-1.yaml,]'))).toBe(lines('resources: []'));
    expect(add(emptied, 'x.yaml')).toBe(lines('resources:', '  - x.yaml', 'namespace: n'));
  });

  it.each([
    ['what is not YAML', 'a: [1,\nb: }\n', 'kustomization/syntax 2:1 b: }'],
    ['a tab as indentation', 'resources:\n\t- a\n', 'kustomization/syntax 2:1 \t- a'],
    ['a key that stands twice', 'resources: []\nresources: []\n', 'kustomization/syntax 2:1 resources: []'],
    ['an alias without its anchor', 'resources: []\nx: *a\n', 'kustomization/syntax'],
    ['a list instead of keys', '# c\n- a\n', 'kustomization/shape 2:1 - a'],
    ['a single word', 'resources', 'kustomization/shape 1:1 resources'],
    ['another kind', 'apiVersion: v1\nkind: Service\n', 'kustomization/shape 2:7 kind: Service'],
    ['a word for a list', 'resources: a.yaml\r\n', 'kustomization/shape 1:12 resources: a.yaml'],
    ['a mapping for a list', 'resources:\n  a: b\n', 'kustomization/shape 2:3   a: b'],
    ['an alias for a list', 'x: &a [b]\nresources: *a\n', 'kustomization/shape 2:12 resources: *a'],
    ['two documents', 'a: b\n---\nc: d\n', 'kustomization/shape 2:1 ---'],
    ['JSON without the list', '{"a": 1}\n', 'kustomization/shape'],
    ['the directory of our files', 'resources:\n- ./sub/\n', 'kustomization/duplicate 2:3 - ./sub/'],
    [
      'that directory as a component',
      'components: [sub]\n',
      'kustomization/duplicate 1:14 components: [sub]',
    ],
    ['that directory as a base', 'bases:\n- "sub"\n', 'kustomization/duplicate 2:3 - "sub"'],
    [
      'a file in our directory',
      'resources:\n- whole/old.yaml\n',
      'kustomization/duplicate 2:3 - whole/old.yaml',
    ],
  ])('refuses %s, and says where', async (_, text, report) => {
    const found = await diagnosticsOf(() => add(text, 'sub/x.yaml', 'whole'));
    const reports = found.map(({ code, place: { file, line, column, excerpt } }) => {
      expect(file).toBe('kustomization.yaml');
      return line === undefined ? code : `${code} ${line}:${column} ${excerpt?.text}`;
    });
    expect(reports).toEqual([report]);
  });

  it('distinguishes a directory whose name only begins like ours', () => {
    expect(add(lines('resources:', '- submarine', '- su'), 'sub/x.yaml')).toContain('- sub/x.yaml');
  });
});

/** What kustomize reads from a file: its first document. */
function firstOf(text: string): Record<string, unknown> {
  return parseAllDocuments(text)[0]?.toJS() ?? {};
}

const name = fc.stringMatching(/^[a-z가-힣]{1,8}\.yaml$/);
const comment = fc.stringMatching(/^# [a-z가-힣:\-[\]'" ]{0,20}$/);
const quoted = (entry: string) => fc.constantFrom(entry, `'${entry}'`, `"${entry}"`, `./${entry}`);

/** A `resources` key in common styles: its lines, the last of which may have a comment. */
const resourceLines = fc.uniqueArray(name, { maxLength: 5 }).chain((entries) =>
  fc.tuple(...entries.map(quoted)).chain((written) =>
    fc.oneof(
      fc.constant([`resources: [${written.join(', ')}]`]),
      fc
        .tuple(
          fc.constantFrom('', '  ', '    '),
          fc.array(fc.option(comment), { minLength: 5, maxLength: 5 }),
        )
        .map(([indent, comments]) => [
          'resources:',
          ...written.flatMap((entry, index) => {
            const remark = comments[index] ?? null;
            return remark === null
              ? [`${indent}- ${entry}`]
              : [`${indent}${remark}`, `${indent}- ${entry} ${remark}`];
          }),
        ]),
      fc.constant([]),
    ),
  ),
);

const otherFields = fc.subarray([
  ['namespace: observer-prod'],
  ['images:', '- name: ghcr.io/example/observer', '  newTag: "1"'],
  ['patches:', '  - patch: |-', '      - op: remove', '        path: /a', '    target: {kind: Deployment}'],
  ['labels:', '  - pairs: {a: b}', '', '    includeSelectors: false'],
  ['configMapGenerator: # 설정', '    - name: c', '      literals: [A=1]'],
  ['x-empty:', '# - not an entry'],
]);

const kustomization = fc
  .record({
    fields: fc
      .tuple(resourceLines, otherFields)
      .chain(([resources, others]) =>
        fc.shuffledSubarray([resources, ...others], { minLength: others.length + 1 }),
      ),
    remarks: fc.array(fc.constantFrom('', '# 한글 comment', '  # indented: comment'), { maxLength: 3 }),
    start: fc.constantFrom('', '# head\n', '---\n', '# head\n---\n'),
    end: fc.constantFrom('', '...\n', '---\n', '---\n# end\n'),
    lineEnd: fc.constantFrom('\n', '\r\n'),
    hasFinalLineFeed: fc.boolean(),
  })
  .map(({ fields, remarks, start, end, lineEnd, hasFinalLineFeed }) => {
    const text = start + [...fields.flat(), ...remarks].map((line) => `${line}\n`).join('') + end;
    return (hasFinalLineFeed ? text : text.replace(/\n+$/, '')).replaceAll('\n', lineEnd);
  });

describe('addResources on any kustomization', () => {
  it('adds the missing entries, keeps every line, and changes nothing the second time', () => {
    fc.assert(
      fc.property(kustomization, fc.uniqueArray(name, { minLength: 1, maxLength: 3 }), (text, entries) => {
        const edited = add(text, ...entries);
        const before: { readonly resources?: readonly string[] | null } = firstOf(text);
        const old = before.resources ?? [];
        const missing = entries.filter((entry) => !old.includes(entry) && !old.includes(`./${entry}`));
        const expected = missing.length === 0 ? before : { ...before, resources: [...old, ...missing] };
        expect(firstOf(edited)).toEqual(expected);
        expect(add(edited, ...entries)).toBe(edited);

        // Every line of the old text is in the new one, in order; only a flow list is extended within its
        // line.
        const kept = edited.split(/\r?\n/);
        for (const line of text.split(/\r?\n/)) {
          const start = line.startsWith('resources: [') ? line.slice(0, -1) : undefined;
          const at = kept.findIndex((other) =>
            start === undefined ? other === line : other.startsWith(start),
          );
          expect(at, `${JSON.stringify(line)} is kept`).toBeGreaterThanOrEqual(0);
          kept.splice(0, at + 1);
        }
        expect(/(?<!\r)\n/.test(edited) && text.includes('\r\n')).toBe(false);
        expect(edited.includes('\r\n')).toBe(text.includes('\r\n'));
      }),
      { numRuns: 150 },
    );
  });

  it('removes what it has added, and leaves the rest unchanged', () => {
    fc.assert(
      fc.property(kustomization, (text) => {
        const owned = (entry: string) => entry.startsWith('monitoring/');
        const once = addResources(text, 'k', ['monitoring/a.yaml', 'monitoring/b.yaml'], { owned });
        const without = addResources(once, 'k', [], { owned });
        const { resources: old, ...others }: Record<string, unknown> = firstOf(text);
        const { resources: left, ...rest }: Record<string, unknown> = firstOf(without);
        expect(rest).toEqual(others);
        expect(left ?? []).toEqual(old ?? []);
        expect(addResources(without, 'k', ['monitoring/a.yaml', 'monitoring/b.yaml'], { owned })).toBe(once);
      }),
      { numRuns: 100 },
    );
  });
});
