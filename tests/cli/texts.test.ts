import { describe, expect, test } from 'vitest';
import { configurationWith, definitions, makeWorkspace } from '../support/workspace.ts';

const QUICK = ['generate', '--no-promtool'];

/** The observer's own definitions, with one alert and one panel changed. */
const changed = (alert: string, panel: string) =>
  definitions(`export default {
  ...project,
  languages: undefined,
  rules: (config) => project.rules(config).map((group) => ({
    ...group,
    rules: group.rules.map((rule) => rule.name === 'ObserverHighErrorRate' ? { ...rule, ${alert} } : rule),
  })),
  dashboard: (config) => {
    const dashboard = project.dashboard(config);
    const rows = dashboard.rows.map((row) => ({
      ...row,
      panels: row.panels.map((panel) => panel.key === 'http-error-rate' ? { ...panel, ${panel} } : panel),
    }));
    return { ...dashboard, rows };
  },
};`);

describe('a project', () => {
  test.each([
    ['the one language that is configured', `{ en: 'Too many errors.' }`, `{ en: 'No records.' }`],
    ['plain strings', `'Too many errors.'`, `'No records.'`],
  ])('may have its texts in %s', async (_, summary, noValue) => {
    const { oac, read } = await makeWorkspace({
      'observability.ts': changed(`summary: ${summary}`, `noValue: ${noValue}`),
      'observability.yaml': await configurationWith({ language: 'en' }),
    });
    const { code, stderr } = await oac(QUICK);
    expect({ code, errors: stderr.match(/^error.*/gm) }).toEqual({ code: 0, errors: null });
    expect(await read('out/prometheus/observer-http.rules.yaml')).toContain('summary: Too many errors.');
    expect(await read('out/grafana/observer.v2.json')).toContain('"noValue": "No records."');
  });

  test('reports which text lacks its language, and where it is', async () => {
    const { oac, tree } = await makeWorkspace({
      'observability.ts': changed(
        `summary: { en: 'Too many errors.' }`,
        `noValue: undefined, mappings: [{ value: 0 }]`,
      ),
      'observability.yaml': await configurationWith({ language: 'ko' }),
    });
    const { code, stdout, stderr } = await oac(QUICK);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^error {2}definitions\/text {2}\S*fixtures\/small-project\.ts:\d+ {2}alert ObserverHighErrorRate, summary$/m,
    );
    expect(stderr).toContain('the text `summary` is not written in `ko`');
    expect(stderr).toMatch(
      /^error {2}definitions\/text {2}\S*dashboards\/\w+\.ts:\d+ {2}panel http-error-rate, mappings, text of 0$/m,
    );
    expect(stderr).not.toMatch(/^ +at /m);
    expect(Object.keys(await tree())).not.toContain('out/kustomization.yaml');
  });
});

describe('the language', () => {
  test('is the first of the project by default', async () => {
    const { oac, read } = await makeWorkspace({
      'observability.ts': definitions(`export default { ...project, languages: ['en', 'ko'] };`),
      'observability.yaml': (await configurationWith({})).replace(/"language": "ko",\s*/, ''),
    });
    expect((await oac(QUICK)).code).toBe(0);
    const rules = await read('out/prometheus/observer-http.rules.yaml');
    expect(rules).toMatch(/summary: /);
    expect(rules).not.toMatch(/summary: .*\p{Script=Hangul}/u);
  });

  test('must be one of the project', async () => {
    const { oac } = await makeWorkspace({
      'observability.yaml': await configurationWith({ language: 'de' }),
    });
    const { code, stderr } = await oac(QUICK);
    expect(code).toBe(2);
    expect(stderr).toContain('`language` must be one of `ko`, `en`, but is `de`');
  });
});
