import { describe, expect, test } from 'vitest';
import { object, objectsAt } from '../support/json.ts';
import { makeWorkspace } from '../support/workspace.ts';

const SMALL = `app: observer
namespace: observer-prod
grafana:
  url: https://grafana.example.com
runbooks:
  url: https://example.com/runbooks
`;

interface Mistake {
  readonly what: string;
  /** Appended to the smallest file, so it begins in line 7. */
  readonly written: string;
  readonly code: string;
  /** Line and column. */
  readonly at: string;
  readonly message: string;
  readonly remedy: string;
}

const mistakes: readonly Mistake[] = [
  {
    what: 'an unknown key',
    written: 'threshold:\n  httpErrorRatio: 0.1\n',
    code: 'config/unknown-key',
    at: '7:1',
    message: '`threshold` is not a key of this file',
    remedy: 'Did you mean `thresholds`?',
  },
  {
    what: 'an unknown key in a block',
    written: 'service:\n  port: http\n',
    code: 'config/unknown-key',
    at: '8:3',
    message: '`port` is not a key of `service`',
    remedy: 'Remove it; the keys here are `name`, `labels`, `portName`, `metricsPath`.',
  },
  {
    what: 'an unknown threshold',
    written: 'thresholds: { httpErrorRatoi: 0.1 }\n',
    code: 'config/unknown-key',
    at: '7:15',
    message: '`httpErrorRatoi` is not a key of `thresholds`',
    remedy: 'Did you mean `httpErrorRatio`?',
  },
  {
    what: 'a wrong type',
    written: 'thresholds: { httpErrorRatio: high }\n',
    code: 'config/type',
    at: '7:31',
    message: '`thresholds.httpErrorRatio` must be a number, but `"high"` is a text',
    remedy: 'Write a number',
  },
  {
    what: 'a number out of its range',
    written: 'thresholds: { httpErrorRatio: 5 }\n',
    code: 'config/value',
    at: '7:31',
    message: '`thresholds.httpErrorRatio`',
    remedy: '',
  },
  {
    what: 'a bad duration',
    written: 'intervals:\n  scrape: 30 seconds\n',
    code: 'config/value',
    at: '8:11',
    message: '`intervals.scrape`',
    remedy: '30s',
  },
  {
    what: 'a scrape timeout that is longer than the interval',
    written: 'intervals:\n  scrapeTimeout: 1m\n',
    code: 'config/value',
    at: '8:18',
    message: '`intervals.scrapeTimeout` is 1m, longer than `intervals.scrape`, which is 30s',
    remedy: 'Write `scrapeTimeout: 30s` or less',
  },
  {
    what: 'an invalid namespace',
    written: 'environments:\n  prod:\n    namespace: Observer_Prod\n',
    code: 'config/value',
    at: '9:16',
    message: '`environments.prod.namespace` must be a DNS label (RFC 1123)',
    remedy: 'observer-prod',
  },
  {
    what: 'a key of another operator profile',
    written: 'operator:\n  profile: kube-prometheus\n  release: prometheus\n',
    code: 'config/unknown-key',
    at: '9:3',
    message: '`release`',
    remedy: '',
  },
  {
    what: 'a line break in a label',
    written: 'alerts:\n  labels:\n    team: "market\\ndata"\n',
    code: 'config/value',
    at: '9:11',
    message: '`alerts.labels.team` must be a text on one line',
    remedy: '"market data"',
  },
  {
    what: 'a default environment that is not there',
    written: 'defaultEnvironment: production\nenvironments:\n  prod: {}\n',
    code: 'config/unknown-environment',
    at: '7:21',
    message: 'There is no environment `production`',
    remedy: 'Use one of `prod`, or add `production` under `environments`.',
  },
  {
    what: 'a key given twice',
    written: 'language: en\nlanguage: ko\n',
    code: 'config/syntax',
    at: '8:1',
    message: '`language`',
    remedy: '',
  },
  {
    what: 'what is no YAML',
    written: 'labels: { team: "data }\n',
    code: 'config/syntax',
    at: '',
    message: '',
    remedy: '',
  },
];

describe('a configuration with', () => {
  test.each(mistakes)('$what is exit code 2, with the place, and writes nothing', async (mistake) => {
    const { oac, tree } = await makeWorkspace({ 'observability.yaml': SMALL + mistake.written });
    const before = await tree();

    const { code, stdout, stderr } = await oac(['generate']);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    const [head = '', message = ''] = stderr.split('\n');
    expect(head).toContain(`error  ${mistake.code}`);
    expect(head).toContain(`observability.yaml:${mistake.at}`);
    expect(message).toContain(mistake.message);
    expect(stderr).toMatch(/\n {2}why: .*\n(.*\n)*? {2}fix: /);
    expect(stderr.split('\n  fix: ')[1]).toContain(mistake.remedy);
    expect(await tree()).toEqual(before);
  });
});

test('all mistakes of a file are reported at once, in order of the file', async () => {
  const { oac } = await makeWorkspace({
    'observability.yaml': `${SMALL}intervals: { scrape: soon }\nlanguage: fr\nlables: {}\n`,
  });

  const { code, stdout } = await oac(['check', '--json']);

  expect(code).toBe(2);
  expect(objectsAt(object(JSON.parse(stdout)), 'diagnostics')).toMatchObject([
    { code: 'config/value', line: 7 },
    { code: 'config/value', line: 8 },
    { code: 'config/unknown-key', line: 9 },
  ]);
});

test.each(['generate', 'check', 'test'])(
  'oac %s refuses an unknown environment by its near ones',
  async (command) => {
    const { oac, tree } = await makeWorkspace();

    const { code, stdout, stderr } = await oac([command, '--env', 'stagin']);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('error  config/unknown-environment');
    expect(stderr).toContain('There is no environment `stagin`');
    expect(stderr).toContain('Did you mean `staging`? Known are `prod`, `staging`.');
    expect(Object.keys(await tree()).sort()).toEqual(['observability.ts', 'observability.yaml']);
  },
);

test.each([
  { what: 'is missing', config: 'nowhere.yaml', says: 'nowhere.yaml does not exist' },
  { what: 'is a directory', config: '.', says: '. is a directory' },
  { what: 'is empty', config: 'empty.yaml', says: 'empty.yaml is empty' },
  { what: 'lies below a file', config: 'empty.yaml/x', says: 'empty.yaml/x does not exist' },
])('a configuration that $what is told by its name', async ({ config, says }) => {
  const { oac, tree } = await makeWorkspace({ 'empty.yaml': '' });
  const before = await tree();

  const { code, stdout, stderr } = await oac(['generate', '--config', config]);

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('error  config/unreadable');
  expect(stderr).toContain(says);
  expect(await tree()).toEqual(before);
});
