import type { ServiceConfig } from '../../config/config.ts';
import { alerts } from '../../contract/prometheus.ts';
import { type Annotation, alertList, type Panel, plot, stat, type Variable } from '../../define/dashboard.ts';
import { libraryText } from '../../define/text.ts';
import { max, not, type Scope, select, textOf, variable, variables } from '../../promql/index.ts';
import { targetUp, type Up } from './signals.ts';

/**
 * What the viewer picks: data source, namespace, job and instance, which the default scope of panels selects by.
 *
 * @param up of the service, made with `upOf`
 */
export function serviceVariables(config: ServiceConfig, up: Up): readonly Variable[] {
  const job = config.jobs.service ?? config.service.name;
  const anywhere = scopeWith({ job });
  const inNamespace = scopeWith({ namespace: variable('namespace') });
  return [
    { kind: 'datasource', name: 'datasource', label: 'Data source' },
    {
      kind: 'query',
      name: 'namespace',
      label: 'Namespace',
      query: `label_values(${textOf(select(anywhere, up))}, namespace)`,
      hasMany: false,
      initial: config.namespace,
    },
    {
      kind: 'query',
      name: 'job',
      label: 'Job',
      query: `label_values(${textOf(select(inNamespace, up, { job }))}, job)`,
      hasMany: true,
    },
    {
      kind: 'query',
      name: 'instance',
      label: 'Instance',
      query: `label_values(${textOf(select(inNamespace, up, { job: variables('job') }))}, instance)`,
      hasMany: true,
    },
  ];
}

const scopeWith = (constraints: ReturnType<Scope['constraints']>): Scope => ({
  window: '$__rate_interval',
  constraints: () => constraints,
});

/** Alerts of the namespace while they fire, without the heartbeat, which always does. */
export function alertAnnotation(scope: Scope): Annotation {
  const firing = select(scope, alerts, { alertstate: 'firing', severity: not('none') });
  return {
    name: 'Alerts',
    query: textOf(max(firing, ['alertname', 'severity'])),
    color: 'red',
    title: '{{alertname}}',
    text: '{{severity}}',
    tags: ['alertname', 'severity'],
    step: '60s',
  };
}

export const firingAlerts: Panel = alertList({
  key: 'firing-alerts',
  title: 'Firing Alerts',
  description: {
    shows: libraryText({
      ko: '이 서비스의 발생 중이거나 대기 중인 알림입니다.',
      en: 'Alerts of this service that are firing or pending.',
    }),
    bad: libraryText({ ko: 'critical 알림이 하나라도 있으면 바로 대응하세요.', en: 'Any critical alert.' }),
    next: libraryText({
      ko: '알림의 runbook 링크를 열어 순서대로 확인하세요.',
      en: 'Open the runbook linked in the alert and follow it.',
    }),
  },
  width: 6,
  height: 5,
});

/**
 * Whether Prometheus sees the service.
 *
 * @param up of the service, made with `upOf`
 */
export const targetPanel = (up: Up): Panel =>
  stat({
    key: 'scrape-targets',
    title: 'Scrape Targets',
    description: {
      bad: libraryText({
        ko: '수집 실패거나 타겟이 없으면 아래 패널은 모두 옛 값이거나 비어 있습니다.',
        en: 'Down, or no target: every other panel shows old values or none.',
      }),
      next: libraryText({
        ko: 'Prometheus의 Targets 페이지에서 오류 메시지를 확인하세요.',
        en: 'Read the error on the page Targets of Prometheus.',
      }),
    },
    unit: 'short',
    plots: [plot(targetUp(up), { legend: '{{instance}}' })],
    mappings: [
      { value: 0, text: libraryText({ ko: '수집 실패', en: 'down' }), color: 'red' },
      { value: 1, text: libraryText({ ko: '정상', en: 'up' }), color: 'green' },
    ],
    noValue: libraryText({ ko: '타겟 없음', en: 'no target' }),
    width: 4,
    height: 5,
  });
