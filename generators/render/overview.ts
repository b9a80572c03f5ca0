import { yamlFile } from '../base/yaml.ts';
import type { Artifact, CompiledService, RenderedService } from '../compile/model.ts';
import { dashboardJson, filesIn, json } from './files.ts';
import { classicDashboard } from './grafana/classic.ts';
import { OVERVIEW_LINT_FILE } from './grafana/lint-file.ts';
import { v2Dashboard } from './grafana/v2.ts';
import { dashboardConfigMap } from './kubernetes/manifests.ts';

/** The files of an overview: a dashboard without rules. */
export function renderOverview(service: CompiledService): RenderedService {
  const { config, dashboard } = service;
  const classic = classicDashboard(dashboard, config);
  const v2 = v2Dashboard(dashboard, config);
  const classicJson = dashboardJson(classic);
  const manifests = {
    [`${config.app}-grafana-dashboard.yaml`]: [dashboardConfigMap(config, classicJson)],
  };
  const artifacts: readonly Artifact[] = [
    ...filesIn('monitoring', manifests),
    { path: `monitoring/${config.app}.json`, content: classicJson },
    { path: `grafana/${config.app}.v2.json`, content: json(v2) },
  ];
  return { ...service, manifests, classic, v2, artifacts };
}

/** For all overviews, because the linter reads one file per directory. */
export const OVERVIEW_LINT: Artifact = { path: 'monitoring/.lint', content: yamlFile(OVERVIEW_LINT_FILE) };
