import { yamlFile } from '../base/yaml.ts';
import type { Artifact, CompiledService, RenderedService } from '../compile/model.ts';
import { alertmanagerArtifacts, alertmanagerManifests } from './alertmanager/index.ts';
import { dashboardJson, filesIn, json } from './files.ts';
import { classicDashboard } from './grafana/classic.ts';
import { lintFile } from './grafana/lint-file.ts';
import { v2Dashboard } from './grafana/v2.ts';
import {
  dashboardConfigMap,
  prometheusRule,
  scrapePermission,
  serviceMonitor,
} from './kubernetes/manifests.ts';
import { workloadManifests } from './kubernetes/workload/index.ts';
import { WORKLOAD_DIRECTORY, workloadKustomization } from './kubernetes/workload/kustomization.ts';
import { rulesFiles } from './prometheus/rules-file.ts';
import { ruleTests } from './prometheus/tests-file.ts';

/** The files of one service. */
export function renderService(service: CompiledService): RenderedService {
  const { project, config, dashboard, groups } = service;
  const classic = classicDashboard(dashboard, config);
  const v2 = v2Dashboard(dashboard, config);
  const classicJson = dashboardJson(classic);
  const permission = scrapePermission(config);
  const monitoring = {
    [`${config.app}-servicemonitor.yaml`]: [serviceMonitor(config)],
    [`${config.app}-prometheusrule.yaml`]: [prometheusRule(config, groups)],
    [`${config.app}-grafana-dashboard.yaml`]: [dashboardConfigMap(config, classicJson)],
    ...(permission.length > 0 ? { [`${config.app}-scrape-permission.yaml`]: permission } : {}),
  };
  const alertmanager = alertmanagerManifests(service);
  const isApplied = config.alertmanager?.applyConfig === true;
  const workload = workloadManifests(project.workload, config);
  const artifacts: Artifact[] = [
    ...filesIn('monitoring', monitoring),
    // Whoever has one configuration for the whole cluster must not get a second one by applying `monitoring/`.
    ...filesIn(isApplied ? 'monitoring' : 'alertmanager', alertmanager),
    ...filesIn(WORKLOAD_DIRECTORY, workload),
    ...workloadKustomization(Object.keys(workload)),
    { path: 'monitoring/grafana-dashboard.json', content: classicJson },
    { path: 'monitoring/.lint', content: yamlFile(lintFile(dashboard, groups)) },
    ...[...rulesFiles(groups), ...ruleTests(project, config, groups)].map(({ name, content }) => ({
      path: `prometheus/${name}`,
      content: yamlFile(content),
    })),
    ...alertmanagerArtifacts(service),
    { path: `grafana/${config.app}.v2.json`, content: json(v2) },
  ];
  return { ...service, manifests: { ...monitoring, ...alertmanager, ...workload }, classic, v2, artifacts };
}
