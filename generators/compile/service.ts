import { yamlFile } from '../base/yaml.ts';
import type { ServiceConfig } from '../config/config.ts';
import type { Project } from '../define/project.ts';
import { classicDashboard } from '../render/grafana/classic.ts';
import { lintFile } from '../render/grafana/lint-file.ts';
import { v2Dashboard } from '../render/grafana/v2.ts';
import {
  dashboardConfigMap,
  prometheusRule,
  scrapePermission,
  serviceMonitor,
} from '../render/kubernetes/manifests.ts';
import { type ManifestFiles, workloadManifests } from '../render/kubernetes/workload/index.ts';
import { WORKLOAD_DIRECTORY, workloadKustomization } from '../render/kubernetes/workload/kustomization.ts';
import { rulesFiles } from '../render/prometheus/rules-file.ts';
import { ruleTests } from '../render/prometheus/tests-file.ts';
import { compileDashboard } from './dashboard.ts';
import type { Artifact, CompiledAlert, CompiledService } from './model.ts';
import { compileGroups } from './rules.ts';

/** From definitions and configuration to the files of one service. Writes nothing, reads nothing else. */
export function compileService(project: Project, config: ServiceConfig): CompiledService {
  const definition = project.dashboard(config);
  const groups = compileGroups(config, definition, project.rules(config));
  const alerts = groups.flatMap(({ rules }) =>
    rules.filter((rule): rule is CompiledAlert => rule.kind === 'alert'),
  );
  const dashboard = compileDashboard(project, config, definition, alerts);

  const classic = classicDashboard(dashboard, config);
  const classicJson = json(classic);
  const permission = scrapePermission(config);
  const monitoring = {
    [`${config.app}-servicemonitor.yaml`]: [serviceMonitor(config)],
    [`${config.app}-prometheusrule.yaml`]: [prometheusRule(config, groups)],
    [`${config.app}-grafana-dashboard.yaml`]: [dashboardConfigMap(config, classicJson)],
    ...(permission.length > 0 ? { [`${config.app}-scrape-permission.yaml`]: permission } : {}),
  };
  const workload = workloadManifests(project.workload, config);
  const artifacts: Artifact[] = [
    ...filesIn('monitoring', monitoring),
    ...filesIn(WORKLOAD_DIRECTORY, workload),
    ...workloadKustomization(Object.keys(workload)),
    { path: 'monitoring/grafana-dashboard.json', content: classicJson },
    { path: 'monitoring/.lint', content: yamlFile(lintFile(dashboard, groups)) },
    ...[...rulesFiles(groups), ...ruleTests(project, config, groups)].map(({ name, content }) => ({
      path: `prometheus/${name}`,
      content: yamlFile(content),
    })),
    { path: `grafana/${config.app}.v2.json`, content: json(v2Dashboard(dashboard, config)) },
  ];
  const manifests = { ...monitoring, ...workload };
  return { project, config, dashboard, groups, manifests, classic, artifacts };
}

function filesIn(directory: string, files: ManifestFiles): readonly Artifact[] {
  return Object.entries(files).map(([name, documents]) => ({
    path: `${directory}/${name}`,
    content: yamlFile(...documents),
  }));
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
