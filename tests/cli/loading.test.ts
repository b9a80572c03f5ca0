import { existsSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeProgram } from '../support/fetch/node.ts';
import { type JsonObject, object, objectsAt, textAt } from '../support/json.ts';
import { run } from '../support/run.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { isContinuousIntegration } from '../support/tools.ts';
import { makeWorkspace, OAC, oac, ROOT, type Workspace } from '../support/workspace.ts';

interface Mistake {
  readonly what: string;
  readonly files: Readonly<Record<string, string>>;
  readonly code: string;
  readonly file: string;
  readonly line?: number;
  /** Parts of message and remedy. Node and jiti do not always say the same. */
  readonly says: RegExp;
  /** jiti takes it, and the compiler complains. */
  readonly isForNodeOnly?: boolean;
}

const PROJECT = 'export default { contract: [], dashboard: () => ({}), rules: () => [] };\n';

const MISTAKES: readonly Mistake[] = [
  {
    what: 'a syntax error',
    files: { 'observability.ts': 'const x = 1;\nexport default {;\n' },
    code: 'definitions/syntax',
    file: 'observability.ts',
    line: 2,
    says: /Unexpected token.*Fix the syntax/s,
  },
  {
    what: 'a syntax error in an imported file, whose name is Korean',
    files: {
      'observability.ts': "import { a } from './metrics/주문 내역.ts';\nexport default { a };\n",
      'metrics/주문 내역.ts': 'export const a = 1;\nexport const b = [1, 2;\n',
    },
    code: 'definitions/syntax',
    file: 'metrics/주문 내역.ts',
    line: 2,
    says: /,/,
  },
  {
    what: 'syntax of TypeScript that is more than types',
    files: { 'observability.ts': `enum Color {\n  Red,\n}\n${PROJECT}` },
    code: 'definitions/syntax',
    file: 'observability.ts',
    line: 1,
    says: /enum.*write a union/s,
    isForNodeOnly: true,
  },
  {
    what: 'an imported file of JSON that is none',
    files: {
      'observability.ts': `import data from './data.json' with { type: 'json' };\nexport const x = data;\n${PROJECT}`,
      'data.json': '{"a": }\n',
    },
    code: 'definitions/syntax',
    file: 'data.json',
    says: /is not valid JSON/,
  },
  {
    what: 'an import of a file that is not there',
    files: {
      'observability.ts': `const x = 1;\nimport { a } from './metrics/shop.ts';\nexport { a, x };\n${PROJECT}`,
    },
    code: 'definitions/import',
    file: 'observability.ts',
    line: 2,
    says: /cannot find "\.\/metrics\/shop\.ts".*correct its name/s,
  },
  {
    what: 'an import of a file with a slip in its name',
    files: {
      'observability.ts': `import { a } from './metrics/shpo.ts';\nexport { a };\n${PROJECT}`,
      'metrics/shop.ts': 'export const a = 1;\n',
      'metrics/stock.ts': 'export const a = 1;\n',
    },
    code: 'definitions/import',
    file: 'observability.ts',
    line: 1,
    says: /Write "\.\/metrics\/shop\.ts"/,
  },
  {
    what: 'an import without the extension of the file',
    files: {
      'observability.ts': `import { a } from './metrics';\nexport { a };\n${PROJECT}`,
      'metrics.ts': 'export const a = 1;\n',
    },
    code: 'definitions/import',
    file: 'observability.ts',
    line: 1,
    says: /cannot find "\.\/metrics".*Write "\.\/metrics\.ts"/s,
    isForNodeOnly: true,
  },
  {
    what: 'an import of a package that is not installed',
    files: { 'observability.ts': `import { a } from '@shop/metrics/all';\nexport { a };\n${PROJECT}` },
    code: 'definitions/import',
    file: 'observability.ts',
    line: 1,
    says: /cannot find "@shop\/metrics\/all".*npm install @shop\/metrics"/s,
  },
  {
    what: 'an import of a name that the file does not export',
    files: {
      'observability.ts': `import { a, nothing } from './metrics.ts';\nexport { a, nothing };\n${PROJECT}`,
      'metrics.ts': 'export const a = 1;\n',
    },
    code: 'definitions/import',
    file: 'observability.ts',
    line: 1,
    says: /exports no "nothing"/,
    isForNodeOnly: true,
  },
  {
    what: 'a throw at once',
    files: {
      'observability.ts': `function broken() {\n  throw new TypeError('it broke');\n}\nbroken();\n${PROJECT}`,
    },
    code: 'definitions/error',
    file: 'observability.ts',
    line: 2,
    says: /a definition threw TypeError: it broke/,
  },
  {
    what: 'a call of process.exit',
    files: { 'observability.ts': `import process from 'node:process';\nprocess.exit(0);\n${PROJECT}` },
    code: 'definitions/error',
    file: 'observability.ts',
    line: 2,
    says: /process\.exit\(\) must not be called/,
  },
  {
    what: 'a throw of what is no error',
    files: { 'observability.ts': "throw 'just a text';\n" },
    code: 'definitions/error',
    file: 'observability.ts',
    says: /just a text/,
  },
  {
    what: 'a name that does not exist',
    files: { 'observability.ts': 'export default { contract: [], dashboard: nothing, rules: () => [] };\n' },
    code: 'definitions/error',
    file: 'observability.ts',
    line: 1,
    says: /nothing is not defined/,
  },
  {
    what: 'a throw of the library',
    files: {
      'observability.ts': `import { milliseconds } from 'observability-as-code';\nexport const five = milliseconds('five minutes');\n${PROJECT}`,
    },
    code: 'definitions/error',
    file: 'observability.ts',
    line: 2,
    says: /"five minutes" is not a Prometheus duration/,
  },
  {
    what: 'a rejection at the top',
    files: {
      'observability.ts': `const x = await Promise.reject(new Error('no network'));\nexport { x };\n${PROJECT}`,
    },
    code: 'definitions/error',
    file: 'observability.ts',
    line: 1,
    says: /no network/,
  },
  {
    what: 'a rejection that nobody waits for',
    files: { 'observability.ts': `void Promise.reject(new Error('nobody waits'));\n${PROJECT}` },
    code: 'definitions/error',
    file: 'observability.ts',
    line: 1,
    says: /nobody waits/,
  },
  {
    what: 'an await that never ends',
    files: { 'observability.ts': `await new Promise(() => {});\n${PROJECT}` },
    code: 'definitions/error',
    file: 'observability.ts',
    says: /never ends/,
  },
  {
    what: 'two files that import each other',
    files: {
      'observability.ts': `import { a } from './a.ts';\nexport { a };\n${PROJECT}`,
      'a.ts': "import { b } from './b.ts';\nexport const a = [b];\n",
      'b.ts': "import { a } from './a.ts';\nexport const b = [...a];\n",
    },
    code: 'definitions/error',
    file: 'b.ts',
    line: 2,
    says: /import each other/,
  },
  {
    what: 'no default export',
    files: { 'observability.ts': 'export const project = 1;\n' },
    code: 'definitions/default-export',
    file: 'observability.ts',
    says: /there is no default export.*export default defineProject/s,
  },
  ...(
    [
      ['a promise', 'Promise.resolve({})', /is a promise: write "await"/],
      ['a number', '1', /is a number, not a project/],
      ['nothing', 'undefined', /is undefined, not a project/],
      ['no dashboard', '{ contract: [], rules: () => [] }', /has no "dashboard"/],
      ['a slip in a key', '{ contract: [], rules: () => [], dashbord: () => 1 }', /is it "dashbord"\?/],
      [
        'rules that are no function',
        '{ contract: [], dashboard: () => 1, rules: [] }',
        /"rules" of the project is a list/,
      ],
      [
        'metrics that are none',
        '{ contract: [{}], dashboard: () => 1, rules: () => 1 }',
        /"contract" .* at index 0/,
      ],
    ] as const
  ).map(([what, text, says]) => ({
    what: `a default export of ${what}`,
    files: { 'observability.ts': `const project: unknown = ${text};\n\nexport default project;\n` },
    code: 'definitions/default-export',
    file: 'observability.ts',
    line: 3,
    says,
  })),
];

const GENERATE_EACH = path.join(import.meta.dirname, 'generate-each.mjs');

const MODULE = { 'package.json': '{ "type": "module" }' };

const newer = nodeProgram(path.join(ROOT, '.tools'), 22);
const NODES = [
  {
    name: `Node ${process.versions.node}, with jiti before 22.18`,
    program: process.execPath,
    isMissing: false,
  },
  {
    name: 'Node 22, which strips types itself',
    program: newer,
    isMissing: !existsSync(newer) && !isContinuousIntegration(),
  },
];

const stripsTypes = (program: string) => program === newer || 'typescript' in process.features;

interface Outcome {
  readonly result: JsonObject;
  readonly workspace: Workspace;
  /** The files before it was generated. */
  readonly before: Readonly<Record<string, string>>;
}

describe.each(NODES)('definitions that $name cannot load', ({ program, isMissing }) => {
  const mistakes = MISTAKES.filter(({ isForNodeOnly }) => !isForNodeOnly || stripsTypes(program));
  const outcomes = new Map<Mistake, Outcome>();

  beforeAll(async () => {
    if (isMissing) return;
    // Builds the library, if need be.
    await run(process.execPath, [OAC, '--help']);
    const workspaces = await Promise.all(
      mistakes.map(async (mistake) => {
        const workspace = await makeWorkspace({ ...MODULE, ...mistake.files });
        return { mistake, workspace, before: await workspace.tree() };
      }),
    );
    // A process for each would mostly start, and load the loader.
    const directories = workspaces.map(({ workspace }) => workspace.directory);
    const { stdout, stderr } = await run(program, [GENERATE_EACH, ...directories]);
    expect(stderr).toBe('');
    const results = objectsAt({ all: JSON.parse(stdout) }, 'all');
    for (const [index, { mistake, workspace, before }] of workspaces.entries())
      outcomes.set(mistake, { result: object(results[index]), workspace, before });
  });

  it.skipIf(isMissing).each(mistakes)(
    'are a finding with place, reason and remedy: $what',
    async (mistake) => {
      const outcome = outcomes.get(mistake);
      if (outcome === undefined) throw new Error('it was not tried');
      const { result, workspace, before } = outcome;
      expect(result).toMatchObject({ code: 2, stderr: '' });
      const stdout = textAt(result, 'stdout');
      const [diagnostic, ...others] = objectsAt(object(JSON.parse(stdout)), 'diagnostics');
      expect(others).toEqual([]);
      const { code, file, line, says } = mistake;
      expect(diagnostic).toMatchObject({ code, file, ...(line === undefined ? {} : { line }) });
      const texts = [textAt(object(diagnostic), 'message'), textAt(object(diagnostic), 'remedy')].join('\n');
      expect(texts).toMatch(says);
      // No stack, no colours, no path of this machine, and nothing of the loader.
      for (const trace of ['    at ', '\u001b', ROOT, workspace.directory, 'node:', 'jiti'])
        expect(stdout).not.toContain(trace);
      expect(await workspace.tree()).toEqual(before);
    },
  );

  it.skipIf(isMissing)(
    'are reported to people by file, line and caret, without colours in a pipe',
    async () => {
      const [mistake] = mistakes;
      const { directory } = await makeWorkspace({ ...MODULE, ...mistake?.files });

      const { code, stdout, stderr } = await run(program, [OAC, 'check'], { cwd: directory });

      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr.split('\n')).toEqual([
        'error  definitions/syntax  observability.ts:2:17',
        expect.stringMatching(/^ {2}Unexpected token/),
        '    export default {;',
        '                    ^',
        '  why: Without the definitions nothing can be generated',
        '  fix: Fix the syntax at this place.',
        '',
        '',
      ]);
    },
  );
});

it('a directory without definitions is an error that says how to begin', async () => {
  const { code, stdout, stderr } = await oac(['generate'], { cwd: await temporaryDirectory() });

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('error  definitions/missing  observability.ts');
  expect(stderr).toContain('fix: Run "oac init"');
});
