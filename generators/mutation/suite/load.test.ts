import { expect, test } from 'vitest';
import { RULES, STRONG_TESTS, writeFiles } from '../testing/suite-files.ts';
import { loadSuite } from './load.ts';

const refusalOf = async (files: Readonly<Record<string, string>>, missing: readonly string[] = []) => {
  const paths = await writeFiles(files);
  try {
    loadSuite([...paths, ...missing]);
    return undefined;
  } catch (error) {
    return error;
  }
};

test.each<[problem: string, files: Record<string, string>, code: string]>([
  ['a file that is not YAML', { 'rules.yaml': 'groups: [', 'a.test.yaml': STRONG_TESTS }, 'mutation/yaml'],
  [
    'a file of something else',
    { 'rules.yaml': RULES, 'a.test.yaml': STRONG_TESTS, 'b.yaml': 'a: 1' },
    'mutation/unknown-file',
  ],
  ['no tests', { 'rules.yaml': RULES }, 'mutation/no-tests'],
  ['no rules', { 'a.test.yaml': STRONG_TESTS }, 'mutation/no-rules'],
  [
    'a test of an alert that no rule defines',
    { 'rules.yaml': RULES, 'a.test.yaml': STRONG_TESTS.replace('QueueLong', 'QueueLnog') },
    'mutation/unknown-alert',
  ],
  [
    'a Helm template that is YAML',
    { 'rules.yaml': RULES.replace('"broker"', '"{{ .Values.job }}"'), 'a.test.yaml': STRONG_TESTS },
    'mutation/template',
  ],
  [
    'a Helm template that is not YAML',
    { 'rules.yaml': `{{- if .Values.enabled }}${RULES}{{- end }}`, 'a.test.yaml': STRONG_TESTS },
    'mutation/template',
  ],
  [
    'a Helm template that only calls another',
    { 'rules.yaml': RULES.replace('queue\n', '{{ include "name" . }}\n'), 'a.test.yaml': STRONG_TESTS },
    'mutation/template',
  ],
])('%s is refused', async (_, files, code) => {
  expect(await refusalOf(files)).toMatchObject({ diagnostics: [{ code }] });
});

test('a missing file is rejected', async () => {
  expect(await refusalOf({ 'rules.yaml': RULES }, ['/nowhere/tests.yaml'])).toMatchObject({
    diagnostics: [{ code: 'mutation/file' }],
  });
});

test('a mistyped alert is reported with the closest name', async () => {
  const error = await refusalOf({
    'rules.yaml': RULES,
    'a.test.yaml': STRONG_TESTS.replace('QueueLong', 'QueueLnog'),
  });

  expect(error).toMatchObject({ diagnostics: [{ remedy: 'Write "QueueLong".' }] });
});

test('rules that the tests name but nobody passed are read, but not mutated', async () => {
  const more = 'groups: [{name: more, rules: [{record: more, expr: "1"}]}]';
  const [, rules = '', tests = ''] = await writeFiles({
    'more.yaml': more,
    'rules.yaml': RULES,
    'a.test.yaml': STRONG_TESTS.replace('[rules.yaml]', '["*.yaml"]').replaceAll('a.test.yaml', ''),
  });

  const suite = loadSuite([rules, tests]);

  expect(suite.rules.map(({ name }) => name)).toEqual(['QueueLong']);
  expect(suite.testFiles[0]?.rules.flatMap(({ groups }) => groups.map(({ name }) => name))).toEqual([
    'more',
    'queue',
  ]);
});

test('a rule knows its line', async () => {
  const [rules = '', tests = ''] = await writeFiles({ 'rules.yaml': RULES, 'a.test.yaml': STRONG_TESTS });

  expect(loadSuite([rules, tests]).rules[0]?.place).toEqual({ file: rules, line: 5 });
});

test('several PrometheusRule objects may be in one file or in a list', async () => {
  const object = (name: string) => ({
    kind: 'PrometheusRule',
    spec: { groups: [{ name, rules: [{ alert: name, expr: 1 }] }] },
  });
  const [rules = '', tests = ''] = await writeFiles({
    'objects.yaml': `${JSON.stringify(object('a'))}\n---\n${JSON.stringify({ kind: 'List', items: [object('b'), object('c')] })}\n`,
    'a.test.yaml': 'tests: []',
  });

  const suite = loadSuite([rules, tests]);

  expect(suite.rules.map(({ name, expression }) => [name, expression])).toEqual([
    ['a', '1'],
    ['b', '1'],
    ['c', '1'],
  ]);
});

test('for a Helm template the remedy is to render it, and the message names the line', async () => {
  const rules = RULES.replace('"broker"', '"{{ $.Values.job }}"');
  expect(await refusalOf({ 'rules.yaml': rules, 'a.test.yaml': STRONG_TESTS })).toMatchObject({
    diagnostics: [{ place: { line: 6 }, remedy: expect.stringContaining('helm template') }],
  });
});

test("Prometheus's own templates are not mistaken for Helm's", async () => {
  const annotations = `        annotations: {summary: '{{ range query "up" }}{{ .Value }}{{ end }} {{ $labels.queue }}'}\n`;
  const paths = await writeFiles({
    'rules.yaml': RULES.trimStart() + annotations,
    'a.test.yaml': STRONG_TESTS,
  });
  expect(loadSuite(paths).rules).toHaveLength(1);
});

test('rules may be in ConfigMaps, also in a list, and know their lines in the file', async () => {
  const [rules = '', tests = ''] = await writeFiles({
    'configmap.yaml': `apiVersion: v1
kind: List
items:
  - kind: ConfigMap
    data:
      notes.txt: "nothing: [about rules"
      queue.yaml: |
        groups:
          - name: queue
            rules:
              - alert: QueueLong
                expr: queue_length > 100
  - kind: PrometheusRule
    spec:
      groups:
        - name: more
          rules:
            - {record: more, expr: 1}
---
kind: Service
`,
    'a.test.yaml': STRONG_TESTS,
  });

  const suite = loadSuite([rules, tests]);

  expect(suite.rules.map(({ name, place }) => [name, place.line])).toEqual([
    ['QueueLong', 11],
    ['more', 18],
  ]);
  expect(suite.testFiles[0]).toMatchObject({ isPlain: false, rules: [{ path: rules, isPlain: false }] });
});
