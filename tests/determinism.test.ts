import os from 'node:os';
import { beforeAll, describe, expect, test } from 'vitest';
import { panelsOf } from './support/grafana.ts';
import { numberAt, object, objectAt, textAt } from './support/json.ts';
import { definitions, makeWorkspace, ROOT, WHOLE_PROJECT, type Workspace } from './support/workspace.ts';

const GENERATE = ['generate', '--no-promtool'];

let reference: Workspace;
let expected: Readonly<Record<string, string>>;

beforeAll(async () => {
  reference = await makeWorkspace({ 'observability.ts': WHOLE_PROJECT });
  await reference.oac(GENERATE);
  expected = await reference.tree('out');
});

describe('the same input gives the same bytes', () => {
  test.each([
    { where: 'in Seoul, in Korean', env: { TZ: 'Asia/Seoul', LANG: 'ko_KR.UTF-8', LC_ALL: 'ko_KR.UTF-8' } },
    {
      where: 'in New York, in Turkish, with another home and user name',
      env: {
        ...{ TZ: 'America/New_York', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
        ...{ HOME: '/nonexistent', USER: 'somebody', LOGNAME: 'somebody' },
      },
    },
  ])('$where', async ({ env }) => {
    const workspace = await makeWorkspace({ 'observability.ts': WHOLE_PROJECT });

    const { code } = await workspace.oacProcess(GENERATE, { env });

    expect(code).toBe(0);
    expect(await workspace.tree('out')).toEqual(expected);
  });

  test('from another working directory', async () => {
    const workspace = await makeWorkspace();
    const elsewhere = await makeWorkspace({ 'observability.ts': WHOLE_PROJECT });
    const paths = ['--config', reference.at('observability.yaml'), '--out', workspace.at('elsewhere')];

    const { code } = await elsewhere.oac([...GENERATE, ...paths]);

    expect(code).toBe(0);
    expect(await workspace.tree('elsewhere')).toEqual(expected);
  });

  test('as those that are committed in out/', async () => {
    const { code, stdout } = await reference.oac([...GENERATE, '--check'], { cwd: ROOT });

    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  });

  test('whose names and texts tell nothing of the machine', () => {
    const all = Object.entries(expected).flat().join('\n');

    for (const trace of [reference.directory, ROOT, os.homedir(), os.hostname()]) {
      // A home such as `/` tells nothing.
      if (trace.length > 3) expect(all).not.toContain(trace);
    }
  });
});

describe('what is inserted in front of others changes none of their ids', () => {
  const project = definitions(
    `const added = (panel) => ({ ...panel, key: 'a-new-panel', title: 'A New Panel' });
const addedAlert = (rule) => ({ ...rule, name: 'ObserverAnother', panel: 'a-new-panel' });
export default {
  ...project,
  dashboard: (config) => {
    const dashboard = project.dashboard(config);
    const rows = dashboard.rows.map((row, index) => index > 0 ? row : { ...row, panels: [added(row.panels.find(({ key }) => key === 'active-connections')), ...row.panels] });
    return { ...dashboard, rows };
  },
  rules: (config) => project.rules(config).map((group) => {
    const first = group.rules.find(({ kind }) => kind === 'alert');
    return group.name === 'observer-heartbeat' ? { ...group, rules: [addedAlert(first), ...group.rules] } : group;
  }),
};`,
    { project: 'observability.ts' },
  );

  let files: Readonly<Record<string, string>>;

  beforeAll(async () => {
    const workspace = await makeWorkspace({ 'observability.ts': project });
    const { code, stderr } = await workspace.oac(GENERATE);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    files = await workspace.tree('out');
  });

  test('of panels, in the classic and in the v2 dashboard', () => {
    const idsOf = (text = '') =>
      Object.fromEntries(
        panelsOf(object(JSON.parse(text))).map((panel) => [textAt(panel, 'title'), numberAt(panel, 'id')]),
      );
    const classic = 'monitoring/grafana-dashboard.json';
    const { 'A New Panel': added, ...others } = idsOf(files[classic]);
    expect(others).toEqual(idsOf(expected[classic]));
    expect(Object.values(others)).not.toContain(added);

    const v2 = 'grafana/observer.v2.json';
    const elementsOf = (text = '') =>
      Object.fromEntries(
        Object.entries(objectAt(objectAt(object(JSON.parse(text)), 'spec'), 'elements')).map(
          ([key, element]) => [key, numberAt(objectAt(object(element), 'spec'), 'id')],
        ),
      );
    expect(elementsOf(files[v2])).toEqual({ ...elementsOf(expected[v2]), 'a-new-panel': added });
  });

  test('of alerts, whose links stay what they were', () => {
    const linksOf = (text = '') =>
      text
        .match(/- alert: \w+|dashboard_url: .*|runbook_url: .*/g)
        ?.filter((line) => !line.includes('ObserverAnother')) ?? [];
    const after = linksOf(files['monitoring/observer-prometheusrule.yaml']);
    const before = linksOf(expected['monitoring/observer-prometheusrule.yaml']);
    expect(before).not.toEqual([]);
    expect(after.filter((line) => before.includes(line))).toEqual(before);
  });
});
