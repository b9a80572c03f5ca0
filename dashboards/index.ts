import { type Dashboard, dashboardScope, type ServiceConfig } from 'observability-as-code';
import { deploymentAnnotation, podVariable } from 'observability-as-code/mixins/kubernetes';
import { objectivePanels } from 'observability-as-code/mixins/objectives';
import { alertAnnotation, serviceVariables } from 'observability-as-code/mixins/prometheus';
import { observerUp } from '../metrics/prometheus.ts';
import { http } from '../signals/http.ts';
import { objectives } from '../signals/slo.ts';
import type { Threshold } from '../signals/thresholds.ts';
import { database } from './database.ts';
import { overview } from './overview.ts';
import { performance } from './performance.ts';
import { storage } from './storage.ts';

/** Four rows: what an on-call engineer asks first stands on top. */
export function observerDashboard(config: ServiceConfig<Threshold>): Dashboard {
  const scope = dashboardScope(config);
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
      ko: '한국 주식시장 데이터 수집기 observer의 상태입니다. 위에서 아래로: 서비스, 성능, 저장소, 데이터베이스.',
      en: 'State of the observer, the collector of Korean stock-market data. From top to bottom: service, performance, storage, database.',
    },
    rows: [
      overview,
      { ...performance, panels: [...performance.panels, ...budgets] },
      storage(config),
      ...(config.parts.database ? [database] : []),
    ],
    variables: [...serviceVariables(config, observerUp), podVariable(config)],
    annotations: [alertAnnotation(scope), deploymentAnnotation(scope)],
  };
}
