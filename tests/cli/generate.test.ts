import { describe, expect, test } from 'vitest';
import { object, objectsAt } from '../support/json.ts';
import { configurationWith, definitions, makeWorkspace, WHOLE_PROJECT } from '../support/workspace.ts';

const QUICK = ['generate', '--no-promtool'];

/** What a deployment repository is given. */
const FILES = [
  'alertmanager/alertmanager.yaml',
  'alertmanager/kube-prometheus-stack.values.yaml',
  'alertmanager/observer-alertmanagerconfig.yaml',
  'grafana/observer.v2.json',
  'kustomization.yaml',
  'monitoring/.lint',
  'monitoring/grafana-dashboard.json',
  'monitoring/observer-grafana-dashboard.yaml',
  'monitoring/observer-prometheusrule.yaml',
  'monitoring/observer-servicemonitor.yaml',
  'observability-as-code.sha256',
  'workload/kustomization.yaml',
  'workload/observer-configmap.yaml',
  'workload/observer-deployment.yaml',
  'workload/observer-networkpolicy.yaml',
  'workload/observer-persistentvolumeclaims.yaml',
  'workload/observer-service.yaml',
  'workload/observer-serviceaccount.yaml',
];

describe('oac generate', () => {
  test('writes out/, reports each file, and then writes only what differs', async () => {
    const { oac, write, tree, times } = await makeWorkspace();

    const first = await oac(QUICK);

    const written = await tree('out');
    const paths = Object.keys(written);
    expect(first.code).toBe(0);
    expect(first.stdout.trim().split('\n').sort()).toEqual(paths.map((file) => `create  out/${file}`).sort());
    expect(first.stderr).toMatch(
      /^prod: 1 service, \d+ panels, \d+ alerts, \d+ recording rules; \d+ checks passed; \d+ scenarios not run: use "oac test"\n$/,
    );
    const tests = paths.filter((file) => file.endsWith('.test.yaml'));
    const rules = paths.filter((file) => file.endsWith('.rules.yaml'));
    expect([tests.length, rules.length]).not.toContain(0);
    expect(paths.filter((file) => !tests.includes(file) && !rules.includes(file)).sort()).toEqual(FILES);

    const before = await times('out');
    const second = await oac(QUICK);

    expect({ code: second.code, stdout: second.stdout }).toEqual({ code: 0, stdout: '' });
    expect(second.stderr).toContain('out: up to date\n');
    expect(await times('out')).toEqual(before);
    expect(await tree('out')).toEqual(written);

    // Only what differs, and no foreign files, even if they mention us.
    await write('out/kustomization.yaml', `${written['kustomization.yaml']}# edited\n`);
    const saved = written['monitoring/grafana-dashboard.json'] ?? '';
    await write('out/monitoring/team-board.json', saved);
    await write('out/web/package.json', '{ "dependencies": { "observability-as-code": "0.1.0" } }\n');

    const third = await oac(QUICK);

    expect(third).toMatchObject({ code: 0, stdout: 'update  out/kustomization.yaml\n' });
    expect(await tree('out')).toEqual({
      ...written,
      'monitoring/team-board.json': saved,
      'web/package.json': '{ "dependencies": { "observability-as-code": "0.1.0" } }\n',
    });
    const after = await times('out');
    const touched = Object.keys(before).filter((file) => after[file] !== before[file]);
    expect(touched).toEqual(['kustomization.yaml']);
  });

  test('--env staging goes to its own directory and selects its namespace', async () => {
    const { oac, tree } = await makeWorkspace();

    const { code, stderr } = await oac([...QUICK, '--env', 'staging']);

    expect(code).toBe(0);
    expect(stderr).toMatch(/^staging: /);
    const files = await tree('out-staging');
    const rules = files['prometheus/observer-http.rules.yaml'];
    expect(rules).toContain('namespace="observer-staging"');
    expect(rules).not.toContain('observer-prod');
    expect(files['monitoring/observer-servicemonitor.yaml']).toContain('namespace: observer-staging');
    expect(Object.keys(await tree())).not.toContain('out/kustomization.yaml');
  });

  test('a fleet gets a directory for each service, one for the overviews, and one kustomization', async () => {
    const { oac, tree } = await makeWorkspace({
      'observability.ts': WHOLE_PROJECT,
      'observability.yaml': await configurationWith({
        app: undefined,
        service: undefined,
        services: { observer: {}, 'observer-backtest': { jobs: { service: 'observer-backtest' } } },
      }),
    });

    const { code, stderr } = await oac(QUICK);

    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^prod: 2 services, /m),
    });
    const files = await tree('out');
    expect(files['kustomization.yaml']?.match(/ {2}- .*/g)).toEqual([
      ...['observer', 'observer-backtest'].flatMap((app) =>
        ['servicemonitor', 'prometheusrule', 'grafana-dashboard'].map(
          (kind) => `  - ${app}/monitoring/${app}-${kind}.yaml`,
        ),
      ),
      '  - overview/monitoring/fleet-overview-grafana-dashboard.yaml',
      '  - overview/monitoring/fleet-objectives-grafana-dashboard.yaml',
    ]);
    expect(files['observer-backtest/prometheus/observer-backtest-http.rules.yaml']).toContain(
      'job="observer-backtest"',
    );
  });

  test('a single service gets the dashboard of its objectives on request, and loses it again', async () => {
    const overview = { enabled: true };
    const { oac, write, tree } = await makeWorkspace({
      'observability.ts': WHOLE_PROJECT,
      'observability.yaml': await configurationWith({ overview }),
    });
    expect((await oac(QUICK)).code).toBe(0);
    const written = Object.keys(await tree('out/overview'));
    await write('observability.yaml', await configurationWith({}));
    expect((await oac(QUICK)).code).toBe(0);

    expect(written.sort()).toEqual([
      'grafana/observer-objectives.v2.json',
      'monitoring/.lint',
      'monitoring/observer-objectives-grafana-dashboard.yaml',
      'monitoring/observer-objectives.json',
    ]);
    expect(Object.keys(await tree('out')).filter((file) => file.startsWith('overview'))).toEqual([]);
  });
});

describe('--json', () => {
  test('is the whole of stdout, with what was counted, found and written', async () => {
    const { oac } = await makeWorkspace();

    const { code, stdout, stderr } = await oac([...QUICK, '--json']);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const result = object(JSON.parse(stdout));
    expect(Object.keys(result)).toEqual([
      'environment',
      'services',
      'panels',
      'alerts',
      'recordingRules',
      'scenarios',
      'checks',
      'promtool',
      'diagnostics',
      'suppressed',
      'files',
    ]);
    expect(result).toMatchObject({ environment: 'prod', services: 1, promtool: 'not run', diagnostics: [] });
    const files = objectsAt(result, 'files');
    expect(files).toContainEqual({ directory: 'out', path: 'kustomization.yaml', kind: 'create' });
    expect(files.length).toBeGreaterThan(FILES.length);
  });

  test('of check has the findings, and those that are switched off', async () => {
    const { oac } = await makeWorkspace({
      'observability.ts': definitions(
        `const nameless = (panel) => ({ ...panel, title: 'The Same' });
         export default { ...project, dashboard: (config) => {
           const dashboard = project.dashboard(config);
           const [first, ...rest] = dashboard.rows;
           return { ...dashboard, rows: [{ ...first, panels: first.panels.map((panel, index) => index < 2 ? nameless(panel) : panel) }, ...rest] };
         } };`,
      ),
      'observability.yaml': await configurationWith({
        checks: { disabled: { 'dashboard/duplicate-title': 'to see what it looks like' } },
      }),
    });

    const { code, stdout, stderr } = await oac(['check', '--json']);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const result = object(JSON.parse(stdout));
    expect(result).toMatchObject({ environment: 'prod', diagnostics: [] });
    const [suppressed] = objectsAt(result, 'suppressed');
    expect(suppressed).toMatchObject({ code: 'dashboard/duplicate-title' });
  });

  test('is there, too, when nothing could be done', async () => {
    const { oac } = await makeWorkspace();

    const { code, stdout, stderr } = await oac(['check', '--json', '--config', 'nowhere.yaml']);

    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    const [diagnostic] = objectsAt(object(JSON.parse(stdout)), 'diagnostics');
    expect(diagnostic).toMatchObject({ code: 'config/unreadable', severity: 'error', file: 'nowhere.yaml' });
    expect(Object.keys(object(diagnostic))).toEqual([
      'code',
      'severity',
      'file',
      'message',
      'reason',
      'remedy',
    ]);
  });
});
