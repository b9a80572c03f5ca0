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
  {
    what: 'a join of queries that have no label in common',
    code: "and(sum(select(scope, observer.activeConnections), ['pod']), sum(select(scope, observer.jsonlFiles), ['track']), { on: ['pod'] });",
    says: ['the two queries have no label in common'],
  },
  {
    what: 'a metric in a unit that is no base unit',
    code: "observer.observer.gauge('x', { unit: 'milliseconds', help: 'X.' });",
    says: ['\'"milliseconds"\'', 'BaseUnit'],
  },
  {
    what: 'a panel in a unit that Grafana does not have',
    code: "timeseries({ key: 'x', title: 'X', description: { bad: 'B.', next: 'N.' }, unit: 'seconds', plots: [plot(errors, { legend: 'x' })], width: 8, height: 8 });",
    says: ['\'"seconds"\'', 'GrafanaUnit'],
  },
  {
    what: 'an alert that compares a signal with no number',
    code: "compare(errors, scope, '>', '5 %');",
    says: ["'string'", "'number'"],
  },
];

/** The commonest ones, whose messages are kept for a reviewer to read. */
const KEPT = [
  'a mistyped metric',
  'a mistyped label',
  'a mistyped value',
  'an aggregation by a label that the query does not have',
  'the rate of a gauge',
  'the sum of a counter without a rate',
  'a join on a label that only one side has',
  'a join of queries that have no label in common',
  'a metric in a unit that is no base unit',
  'a panel in a unit that Grafana does not have',
];

/** So that a message below is about the mistake, and not about how it is compiled. */
const sound: Mistake = {
  what: 'what the contract knows',
  code: "sum(rate(select(scope, observer.httpRequests, { status: '500' }), '5m'), ['namespace', 'endpoint']);",
  says: [],
};

/** Compiles the files of a directory, in which the library is installed. */
async function compile(directory: string, args: readonly string[] = []) {
  await writeFile(path.join(directory, 'package.json'), '{ "type": "module" }');
  await symlink(path.join(ROOT, 'node_modules'), path.join(directory, 'node_modules'));
  await writeFile(
    path.join(directory, 'tsconfig.json'),
    JSON.stringify({ extends: path.join(ROOT, 'tsconfig.json'), include: ['*.ts'] }),
  );
  const tsc = path.join(ROOT, 'node_modules/.bin/tsc');
  return run(tsc, ['--noEmit', '--pretty', 'false', '-p', directory, ...args], { cwd: directory });
}

/** The messages of the compiler for each mistake; one run for all of them. */
let messages: ReadonlyMap<string, string>;

beforeAll(async () => {
  const directory = await temporaryDirectory();
  const from = (file: string) => JSON.stringify(path.join(ROOT, file));
  const fileOf = (index: number) => `mistake-${index}.ts`;
  for (const [index, { code }] of [...mistakes, sound].entries()) {
    await writeFile(
      path.join(directory, fileOf(index)),
      `import { compare, plot, type Signal, timeseries } from 'observability-as-code';
import { and, rate, type Scope, select, sum } from 'observability-as-code/promql';
import * as kubernetes from 'observability-as-code/mixins/kubernetes';
import * as observer from ${from('metrics/observer.ts')};
declare const scope: Scope;
declare const errors: Signal;
export const imported = [and, compare, plot, rate, select, sum, timeseries, kubernetes, observer];
${code}
`,
    );
  }
  const { stdout } = await compile(directory);
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

test.each(mistakes)('$what does not compile, and the message names it in a few lines', ({ what, says }) => {
  const message = messages.get(what) ?? '';

  expect(message).toContain('error TS');
  for (const part of says) expect(message).toContain(part);
  expect(message.trim().split('\n').length).toBeLessThanOrEqual(8);
});

test('the messages of the commonest mistakes match the reviewed snapshots', async () => {
  const texts = KEPT.map((what) => {
    const message = (messages.get(what) ?? '')
      .replaceAll(ROOT, '.')
      .replaceAll(/^\S+\.ts\(\d+,(\d+)\)/gm, 'column $1');
    const code = mistakes.find((one) => one.what === what)?.code;
    return `# ${what}\n\n${code}\n\n${message}`;
  });
  await expect(texts.join('\n')).toMatchFileSnapshot('./fixtures/type-messages.txt');
});

/** What the compiler does for each use of a generic type; unlike the time it is the same on every machine. */
const MOST_INSTANTIATIONS = 30_000;

test('a file of 40 signals is checked within three seconds', async () => {
  const signals = Array.from(
    { length: 40 },
    (_, index) => `export const signal${index} = signal('signal-${index}', 'Signal ${index}.', (scope) => {
  const requests = sum(rate(select(scope, httpRequests, { method: 'GET' }), scope.window), ['namespace', 'job']);
  const failed = select(scope, httpRequests, { status: matches('5..') });
  const errors = sum(rate(failed, scope.window), ['namespace', 'job']);
  return divide(or(errors, multiply(requests, 0)), where(requests, '>', ${index}));
});`,
  );
  const directory = await temporaryDirectory();
  const metrics = JSON.stringify(path.join(ROOT, 'metrics/observer.ts'));
  await writeFile(
    path.join(directory, 'signals.ts'),
    `import { signal } from 'observability-as-code';
import { divide, matches, multiply, or, rate, select, sum, where } from 'observability-as-code/promql';
import { httpRequests } from ${metrics};
${signals.join('\n')}
`,
  );

  const { code, stdout } = await compile(directory, ['--extendedDiagnostics']);

  expect(code, stdout).toBe(0);
  const figure = (name: string) => Number(new RegExp(`^${name}: +([\\d.]+)`, 'm').exec(stdout)?.[1]);
  expect(figure('Instantiations')).toBeLessThan(MOST_INSTANTIATIONS);
  expect(figure('Total time')).toBeLessThan(3);
});
