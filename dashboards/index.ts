import { type Dashboard, podDashboardScope, row, type ServiceConfig } from 'observability-as-code';
import { deploymentAnnotation, podVariable } from 'observability-as-code/mixins/kubernetes';
import { objectivePanels } from 'observability-as-code/mixins/objectives';
import { alertAnnotation, serviceVariables } from 'observability-as-code/mixins/prometheus';
import { observerUp } from '../metrics/prometheus.ts';
import { http } from '../signals/http.ts';
import { objectives } from '../signals/slo.ts';
import type { Threshold } from '../signals/thresholds.ts';
import { collection } from './collection.ts';
import { database } from './database.ts';
import { overview } from './overview.ts';
import { performance } from './performance.ts';
import { resources } from './resources.ts';
import { storage } from './storage.ts';

/** What an on-call engineer asks first stands on top; details are collapsed. */
export function observerDashboard(config: ServiceConfig<Threshold>): Dashboard {
  const budgets = objectivePanels(objectives(config.thresholds), {
    drillDown: http.errorRateByRoute,
    next: {
      ko: 'availability면 HTTP Error Rate, latency면 HTTP Request Latency를 확인하세요.',
      en: 'For availability look at HTTP Error Rate, for latency at HTTP Request Latency.',
    },
  });
  return {
    key: 'observer',
    description: {
      ko: '한국 주식시장 데이터 수집기 observer의 상태입니다. 위에서 아래로: 사용자와 데이터, 성능, 수집, 자원, 목표, 저장소, 데이터베이스.',
      en: 'State of the observer, the collector of Korean stock-market data. From top to bottom: users and data, performance, collection, resources, objectives, storage, database.',
    },
    rows: [
      overview(config),
      performance,
      collection,
      resources,
      row('objectives', 'Objectives', budgets, { isCollapsed: true }),
      storage(config),
      ...(config.parts.database ? [database] : []),
    ],
    variables: serviceVariables(config, observerUp, podVariable(config)),
    annotations: [
      alertAnnotation(config, { exceptRows: ['storage', 'database'] }),
      deploymentAnnotation(podDashboardScope(config)),
    ],
  };
}
