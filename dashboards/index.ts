import type { ServiceConfig } from '../generators/config/config.ts';
import type { Dashboard } from '../generators/define/dashboard.ts';
import { matches, select, textOf, variable, variables } from '../generators/promql/index.ts';
import { podInfo } from '../metrics/kubernetes.ts';
import { observerUp } from '../metrics/prometheus.ts';
import { deploymentChanges, firingAlerts } from '../signals/annotations.ts';
import { dashboardScope } from '../signals/scope.ts';
import type { SloThreshold } from '../signals/slo.ts';
import { database } from './database.ts';
import { overview } from './overview.ts';
import { performance } from './performance.ts';
import { sloPanels } from './slo.ts';
import { storage } from './storage.ts';

/** Four rows: what an on-call engineer asks first stands on top. */
export function observerDashboard(config: ServiceConfig<SloThreshold>): Dashboard {
  const scope = dashboardScope(config);
  const job = config.jobs.service ?? config.service.name;
  const namespaces = { window: scope.window, constraints: () => ({ job }) };
  const inNamespace = { window: scope.window, constraints: () => ({ namespace: variable('namespace') }) };
  return {
    key: 'observer',
    description: {
      ko: '한국 주식시장 데이터 수집기 observer의 상태입니다. 위에서 아래로: 서비스, 성능, 저장소, 데이터베이스.',
      en: 'State of the observer, the collector of Korean stock-market data. From top to bottom: service, performance, storage, database.',
    },
    rows: [
      overview,
      { ...performance, panels: [...performance.panels, ...sloPanels(config)] },
      storage,
      database,
    ],
    variables: [
      { kind: 'datasource', name: 'datasource', label: 'Data source' },
      {
        kind: 'query',
        name: 'namespace',
        label: 'Namespace',
        query: `label_values(${textOf(select(namespaces, observerUp))}, namespace)`,
        hasMany: false,
        initial: config.namespace,
      },
      {
        kind: 'query',
        name: 'job',
        label: 'Job',
        query: `label_values(${textOf(select(inNamespace, observerUp, { job }))}, job)`,
        hasMany: true,
      },
      {
        kind: 'query',
        name: 'instance',
        label: 'Instance',
        query: `label_values(${textOf(select(inNamespace, observerUp, { job: variables('job') }))}, instance)`,
        hasMany: true,
      },
      {
        kind: 'query',
        name: 'pod',
        label: 'Pod',
        query: `label_values(${textOf(
          select(inNamespace, podInfo, { pod: matches(config.selectors.pods) }),
        )}, pod)`,
        hasMany: true,
        // Other pods of the namespace, such as the database's, are not on this dashboard.
        all: config.selectors.pods,
      },
    ],
    annotations: [
      {
        name: 'Alerts',
        query: textOf(firingAlerts(scope)),
        color: 'red',
        title: '{{alertname}}',
        text: '{{severity}}',
        tags: ['alertname', 'severity'],
        step: '60s',
      },
      {
        name: 'Deployments',
        query: textOf(deploymentChanges(scope)),
        color: 'blue',
        title: 'Deployment {{deployment}}',
        text: '{{deployment}}',
        tags: ['deployment'],
        step: '60s',
      },
    ],
  };
}
