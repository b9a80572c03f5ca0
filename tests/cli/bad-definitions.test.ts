import { beforeAll, describe, expect, test } from 'vitest';
import { list, object } from '../support/json.ts';
import { definitions, makeWorkspace, type Workspace } from '../support/workspace.ts';

/** Functions that each of the cases below may use to change the project's own definitions. */
const HELPERS = `
const dashboardWith = (changePanel) => (config) => {
  const dashboard = project.dashboard(config);
  const rows = dashboard.rows.map((row) => ({ ...row, panels: row.panels.map(changePanel) }));
  return { ...dashboard, rows };
};
const rulesWith = (changeRule) => (config) =>
  project.rules(config).map((group) => ({ ...group, rules: group.rules.map(changeRule) }));
const raw = (text) => ({ kind: 'instant vector', expression: { type: 'raw', text }, labels: [], unit: 'count',
  canBeEmpty: false, canBeNaN: false, reads: [] });
const inPanel = (key, change) => dashboardWith((panel) => panel.key === key ? change(panel) : panel);
const inRule = (name, change) => rulesWith((rule) => rule.name === name ? change(rule) : rule);
const plotting = (query) => (panel) =>
  ({ ...panel, plots: [{ ...panel.plots[0], signal: { ...panel.plots[0].signal, query } }] });
`;

interface BadDefinition {
  readonly what: string;
  /** What the project has instead of its own. */
  readonly overrides: string;
  readonly code: string;
  readonly definition: string;
  readonly message: string;
}

const cases: readonly BadDefinition[] = [
  {
    what: 'an expression that names an unknown metric',
    overrides: `dashboard: inPanel('active-connections', plotting(() => raw('sum(observer_active_conections{namespace="$namespace", job=~"$job", instance=~"$instance", pod=~"$pod"})')))`,
    code: 'promql/unknown-metric',
    definition: 'panel active-connections, target A',
    message: 'observer_active_conections',
  },
  {
    what: 'an alert without scenarios',
    overrides: `rules: inRule('ObserverWatchdog', (rule) => ({ ...rule, scenarios: [] }))`,
    code: 'alert/scenario',
    definition: 'alert ObserverWatchdog',
    message: 'scenario',
  },
  {
    what: 'rules that throw',
    overrides: `rules: inRule('ObserverWatchdog', () => { throw new TypeError('it is broken'); })`,
    code: 'definitions/error',
    definition: 'service observer',
    message: 'a definition threw TypeError: it is broken',
  },
  {
    what: 'a panel whose query throws what is no error',
    overrides: `dashboard: inPanel('http-error-rate', plotting(() => { throw 'just a text'; }))`,
    code: 'definitions/error',
    definition: 'service observer',
    message: 'just a text',
  },
];

/** All of them in one project, and chosen by a variable: so they are bundled once. */
const allCases = definitions(`${HELPERS}
const overrides = { ${cases.map(({ what, overrides }) => `${JSON.stringify(what)}: () => ({ ${overrides} })`)} };
export default { ...project, ...overrides[process.env.CASE]() };`);

describe('definitions with', () => {
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await makeWorkspace({ 'observability.ts': allCases });
  });

  test.each(cases)('$what are exit code 1, and nothing is written', async ({ what, code, ...expected }) => {
    const before = await workspace.tree();

    const result = await workspace.oac(['generate', '--no-promtool', '--json'], { env: { CASE: what } });

    expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 1, stderr: '' });
    const { diagnostics, files } = object(JSON.parse(result.stdout));
    expect(list(diagnostics)).toContainEqual(
      expect.objectContaining({
        code,
        severity: 'error',
        definition: expect.stringContaining(expected.definition),
        message: expect.stringContaining(expected.message),
      }),
    );
    expect(files).toEqual([]);
    expect(await workspace.tree()).toEqual(before);
  });

  test('errors are reported with file, line and a caret under the expression', async () => {
    const source = definitions(`${HELPERS}
const lost = () => raw('sum(observer_active_conections)');
export default { ...project, dashboard: inPanel('active-connections', plotting(lost)) };`);
    const { oac } = await makeWorkspace({ 'observability.ts': source });

    const { code, stdout, stderr } = await oac(['check']);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^error {2}promql\/unknown-metric {2}\S*signals\/http\.ts:\d+ {2}signal active-connections, in panel /m,
    );
    const lines = stderr.split('\n');
    const expression = lines.indexOf('    sum(observer_active_conections)');
    expect(lines[expression + 1]).toBe(`        ${'^'.repeat('observer_active_conections'.length)}`);
    expect(stderr).toContain('observer_active_connections');
  });

  test('an exception is reported with the line that threw it', async () => {
    const source = definitions(`${HELPERS}
const broken = () => {
  throw new RangeError('out of range');
};
export default { ...project, rules: inRule('ObserverWatchdog', broken) };`);
    const { oac, directory } = await makeWorkspace({ 'observability.ts': source });
    const line = source.split('\n').findIndex((text) => text.includes('throw new RangeError')) + 1;

    const { code, stderr } = await oac(['check']);

    expect(code).toBe(1);
    expect(stderr).toContain(`error  definitions/error  observability.ts:${line}  service observer`);
    expect(stderr).not.toContain(directory);
  });
});
