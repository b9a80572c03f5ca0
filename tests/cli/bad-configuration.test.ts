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

describe('a configuration with', () => {
  test.each([
    [
      'an unknown threshold',
      'thresholds: { httpErrorRatoi: 0.1 }\n',
      'config/unknown-key  observability.yaml:7:15',
      '`httpErrorRatoi` is not a key of `thresholds`',
      'Did you mean `httpErrorRatio`?',
    ],
    [
      'a bad duration',
      'intervals:\n  scrape: 30 seconds\n',
      'config/value  observability.yaml:8:11',
      '`intervals.scrape`',
      '30s',
    ],
    ['what is no YAML', 'labels: { team: "data }\n', 'config/syntax  observability.yaml:', '', ''],
  ])('%s is exit code 2, with the place, and writes nothing', async (_, written, report, message, remedy) => {
    const { oac, tree } = await makeWorkspace({ 'observability.yaml': SMALL + written });
    const before = await tree();

    const { code, stdout, stderr } = await oac(['generate']);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    const [head, said] = stderr.split('\n');
    expect(head).toContain(`error  ${report}`);
    expect(said).toContain(message);
    expect(stderr).toMatch(/\n {2}why: .*\n(.*\n)*? {2}fix: /);
    expect(stderr.split('\n  fix: ')[1]).toContain(remedy);
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
