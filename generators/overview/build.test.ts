import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { lintDashboard } from '../../tests/dashboard-linter/lint.ts';
import type { CompiledService } from '../compile/model.ts';
import { OVERVIEW_LINT_FILE } from '../render/grafana/lint-file.ts';
import { v2Dashboard } from '../render/grafana/v2.ts';
import { buildOverview, compileOverviews } from './build.ts';
import { availability, fleetConfig, shop } from './fixtures/shops.ts';

const GOLDEN = path.join(import.meta.dirname, 'golden', 'fleet-overview.v2.yaml');

const FLEET = [shop('books'), shop('games', { job: 'play', dashboard: 'the-games' })];

const pathsOf = (built: ReturnType<typeof buildOverview>) => built.artifacts.map((artifact) => artifact.path);

function contentOf(built: ReturnType<typeof buildOverview>, file: string): string {
  const artifact = built.artifacts.find((one) => one.path === file);
  if (artifact === undefined) throw new Error(`there is no ${file} among ${pathsOf(built).join(', ')}`);
  return artifact.content;
}

const panelsOf = ({ dashboard }: CompiledService) => dashboard.rows.flatMap(({ panels }) => panels);

function compiled(
  entries: Parameters<typeof compileOverviews>[1],
): readonly [CompiledService, CompiledService] {
  const [services, objectives] = compileOverviews(fleetConfig, entries);
  if (services === undefined || objectives === undefined) throw new Error('a dashboard is missing');
  return [services, objectives];
}

describe('the overviews of a fleet', () => {
  it('are what they were when a person last looked at them', async () => {
    const [{ dashboard, config }] = compiled(FLEET);
    const resource = v2Dashboard(dashboard, config);
    // Shorter to read than its JSON.
    await expect(stringify(resource, { aliasDuplicateObjects: false, lineWidth: 0 })).toMatchFileSnapshot(
      GOLDEN,
    );
  });

  it('are written for both models, each dashboard with a ConfigMap, and one file for the linter', () => {
    const built = buildOverview(fleetConfig, FLEET);
    expect(built.diagnostics).toEqual([]);
    expect(pathsOf(built)).toEqual([
      'monitoring/fleet-overview-grafana-dashboard.yaml',
      'monitoring/fleet-overview.json',
      'grafana/fleet-overview.v2.json',
      'monitoring/fleet-objectives-grafana-dashboard.yaml',
      'monitoring/fleet-objectives.json',
      'grafana/fleet-objectives.v2.json',
      'monitoring/.lint',
    ]);
    expect(parse(contentOf(built, 'monitoring/fleet-overview-grafana-dashboard.yaml'))).toMatchObject({
      kind: 'ConfigMap',
      metadata: {
        name: 'fleet-overview-grafana-dashboard',
        labels: { grafana_dashboard: '1' },
        annotations: { grafana_folder: 'Shop' },
      },
      data: { 'fleet-overview-prod.json': contentOf(built, 'monitoring/fleet-overview.json') },
    });
  });

  it('pass the linter, but for the pickers of job and instance that they have no use for', () => {
    const built = buildOverview(fleetConfig, FLEET);
    for (const name of ['fleet-overview', 'fleet-objectives']) {
      const dashboard = JSON.parse(contentOf(built, `monitoring/${name}.json`));
      const results = lintDashboard(dashboard, OVERVIEW_LINT_FILE);
      expect(results.filter(({ severity }) => severity !== 'excluded')).toEqual([]);
      expect(new Set(results.map(({ rule }) => rule))).toEqual(
        new Set(['template-job-rule', 'template-instance-rule', 'target-job-rule', 'target-instance-rule']),
      );
    }
  });

  it('write the services once: the queries name them, and Prometheus is asked for them', () => {
    for (const service of compiled(FLEET)) {
      const targets = panelsOf(service).flatMap((panel) => panel.targets);
      expect(targets.length).toBeGreaterThan(4);
      for (const { written, expression } of targets) {
        expect(written).toContain('${services:raw}');
        expect(written).not.toContain('books');
        expect(expression).toContain('"books-prod"');
        expect(expression).not.toContain('$');
      }
    }
  });

  it('keep the ids of panels and the uids, whatever joins the fleet', () => {
    const idsOf = (service: CompiledService) => [
      service.dashboard.uid,
      ...panelsOf(service).map(({ id }) => id),
    ];
    const larger = compiled([...FLEET, shop('armour')]);
    expect(compiled(FLEET).map(idsOf)).toEqual(larger.map(idsOf));
  });

  it('ask for each target of an objective with those services that promise it', () => {
    const stricter = shop('bank', { objectives: [{ ...availability, target: 0.999 }] });
    const [, objectives] = compiled([...FLEET, stricter]);
    const [table] = panelsOf(objectives);
    const target = table?.targets.find(({ plot }) => plot.legend === 'Target');
    expect(target?.written).toBe(
      [
        'label_replace(${services:raw} * 0.99, "objective", "Availability", "", "")',
        'or',
        'label_replace(${services_2:raw} * 0.999, "objective", "Availability", "", "")',
      ].join('\n'),
    );
  });

  it('colour a burn rate from where its alert fires on, in the colour of its severity', () => {
    const [, objectives] = compiled(FLEET);
    const columns = panelsOf(objectives)[0]?.definition.columns ?? [];
    const stepsOf = (heading: string) => columns.find(({ of }) => of === heading)?.colorSteps?.slice(1);
    // Of seven days: 8 % of the budget in an hour, 12.5 % in six, half of it in three days.
    expect(stepsOf('Burn 1h')).toEqual([{ from: 13.44, color: 'red' }]);
    expect(stepsOf('Burn 6h')).toEqual([{ from: 3.5, color: 'red' }]);
    expect(stepsOf('Burn 3d')).toEqual([{ from: 1.16666666667, color: 'orange' }]);
  });

  it('are without columns and without a dashboard for objectives that nobody has', () => {
    const bare = [shop('books', { objectives: [] }), shop('games', { objectives: [] })];
    const built = buildOverview(fleetConfig, bare);
    expect(built.diagnostics).toEqual([]);
    expect(pathsOf(built)).not.toContain('monitoring/fleet-objectives.json');
    expect(contentOf(built, 'monitoring/fleet-overview.json')).not.toContain('Budget');
  });

  it('show names as they are, whatever is special in PromQL or to Grafana', () => {
    const odd = shop('odd', {
      job: 'a "quoted" \\ job $namespace [[x]]',
      objectives: [{ ...availability, title: '50 % of "all"' }],
    });
    const built = buildOverview(fleetConfig, [shop('books'), odd]);
    expect(built.diagnostics).toEqual([]);
  });

  it('fit into a ConfigMap, and into every parser, for a thousand services', { timeout: 60_000 }, () => {
    const apps = Array.from({ length: 1000 }, (_, index) => `service-${String(index).padStart(4, '0')}`);
    const { diagnostics } = buildOverview(
      fleetConfig,
      apps.map((app) => shop(app)),
    );
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(['kubernetes/configmap-size']));
  });
});

describe('a single service', () => {
  it('has the dashboard of its objectives, and none of all services', () => {
    const built = buildOverview({ objectives: fleetConfig.objectives }, [shop('books')]);
    expect(built.diagnostics).toEqual([]);
    expect(pathsOf(built).filter((file) => file.endsWith('.v2.json'))).toEqual([
      'grafana/fleet-objectives.v2.json',
    ]);
  });
});
