import { symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { run } from './support/run.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';
import { ROOT } from './support/workspace.ts';

interface Mistake {
  readonly what: string;
  /** A statement over the contract. */
  readonly code: string;
  /** What an engineer must find in the message: the offending text, and what can stand there. */
  readonly says: readonly string[];
}

const mistakes: readonly Mistake[] = [
  {
    what: 'a mistyped metric',
    code: 'select(scope, observer.activeConections);',
    says: ["'activeConections'", "Did you mean 'activeConnections'?"],
  },
  {
    what: 'a mistyped label',
    code: "select(scope, observer.httpRequests, { statsu: '500' });",
    says: ["'statsu'", "Did you mean to write 'status'?"],
  },
  {
    what: 'a label of another metric',
    code: "select(scope, observer.httpRequests, { track: 'a' });",
    says: ["'track' does not exist", 'endpoint', 'status'],
  },
  {
    what: 'a value that the label never has',
    code: "select(scope, observer.kisRequests, { result: 'ok' });",
    says: ['\'"ok"\'', '"success"', '"rate_limited"'],
  },
  {
    what: 'a mistyped value',
    code: "select(scope, kubernetes.podPhase, { phase: 'running' });",
    says: ['\'"running"\'', 'Did you mean \'"Running"\'?'],
  },
  {
    what: 'an aggregation by a label that the query does not have',
    code: "sum(rate(select(scope, observer.httpRequests), '5m'), ['route']);",
    says: ['\'"route"\'', '"endpoint"', '"status"'],
  },
  {
    what: 'an aggregation by a label that was aggregated away',
    code: "sum(sum(rate(select(scope, observer.httpRequests), '5m'), ['status']), ['endpoint']);",
    says: ['\'"endpoint"\'', '"status"'],
  },
  {
    what: 'the rate of a gauge',
    code: "rate(select(scope, observer.activeConnections), '5m');",
    says: ['GaugeSelector', 'CounterSelector'],
  },
  {
    what: 'the sum of a counter without a rate',
    code: "sum(select(scope, observer.httpRequests), ['status']);",
    says: ['CounterSelector', 'InstantVector'],
  },
  {
    what: 'a histogram where a series is meant',
    code: 'select(scope, observer.httpRequestDuration);',
    says: ['Histogram', 'Series'],
  },
  {
    what: 'a window that is no duration',
    code: "rate(select(scope, observer.httpRequests), '5 minutes');",
    says: ['\'"5 minutes"\''],
  },
  {
    what: 'a join on a label that only one side has',
    code: "and(sum(select(scope, observer.activeConnections), ['namespace', 'pod']), sum(select(scope, observer.jsonlFiles), ['namespace', 'track']), { on: ['pod'] });",
    says: ['\'"pod"\'', '"namespace"'],
  },
];

/** So that a message below is about the mistake, and not about how it is compiled. */
const sound: Mistake = {
  what: 'what the contract knows',
  code: "sum(rate(select(scope, observer.httpRequests, { status: '500' }), '5m'), ['namespace', 'endpoint']);",
  says: [],
};

/** The messages of the compiler for each mistake; one run for all of them. */
let messages: ReadonlyMap<string, string>;

beforeAll(async () => {
  const directory = await temporaryDirectory();
  const from = (file: string) => JSON.stringify(path.join(ROOT, file));
  const fileOf = (index: number) => `mistake-${index}.ts`;
  for (const [index, { code }] of [...mistakes, sound].entries()) {
    await writeFile(
      path.join(directory, fileOf(index)),
      `import { and, rate, type Scope, select, sum } from 'observability-as-code/promql';
import * as kubernetes from 'observability-as-code/mixins/kubernetes';
import * as observer from ${from('metrics/observer.ts')};
declare const scope: Scope;
export const imported = [and, rate, select, sum, kubernetes, observer];
${code}
`,
    );
  }
  await writeFile(path.join(directory, 'package.json'), '{ "type": "module" }');
  await symlink(path.join(ROOT, 'node_modules'), path.join(directory, 'node_modules'));
  await writeFile(
    path.join(directory, 'tsconfig.json'),
    JSON.stringify({
      extends: path.join(ROOT, 'tsconfig.json'),
      compilerOptions: { types: [] },
      include: ['*.ts'],
    }),
  );
  const tsc = path.join(ROOT, 'node_modules/.bin/tsc');
  const { stdout } = await run(tsc, ['--noEmit', '--pretty', 'false', '-p', directory], { cwd: directory });
  messages = new Map(
    [...mistakes, sound].map(({ what }, index) => {
      const own = stdout
        .split(/^(?=\S+\.ts\(\d+,\d+\): error)/m)
        .filter((text) => text.startsWith(fileOf(index)));
      return [what, own.join('')];
    }),
  );
});

test('what the contract knows compiles', () => {
  expect(messages.get(sound.what)).toBe('');
});

test.each(mistakes)('$what does not compile, and the message names it', ({ what, says }) => {
  const message = messages.get(what) ?? '';

  expect(message).toContain('error TS');
  for (const part of says) expect(message).toContain(part);
});

test.each(mistakes)('$what is told in a few lines', ({ what }) => {
  const lines = (messages.get(what) ?? '').trim().split('\n');

  expect(lines.length).toBeLessThanOrEqual(8);
});
