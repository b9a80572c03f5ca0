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
    what: 'an unknown threshold',
    written: 'thresholds: { httpErrorRatoi: 0.1 }\n',
    code: 'config/unknown-key',
    at: '7:15',
    message: '`httpErrorRatoi` is not a key of `thresholds`',
    remedy: 'Did you mean `httpErrorRatio`?',
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

test('an unknown environment is refused by its near ones', async () => {
  const { oac, tree } = await makeWorkspace();

  const { code, stdout, stderr } = await oac(['generate', '--env', 'stagin']);

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('error  config/unknown-environment');
  expect(stderr).toContain('Did you mean `staging`? Known are `prod`, `staging`.');
  expect(Object.keys(await tree()).sort()).toEqual(['observability.ts', 'observability.yaml']);
});
