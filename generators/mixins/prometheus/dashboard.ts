import type { ServiceConfig } from '../../config/config.ts';
import { alerts } from '../../contract/prometheus.ts';
import { type Annotation, alertList, type Panel, plot, stat, type Variable } from '../../define/dashboard.ts';
import { dashboardScope } from '../../define/scope.ts';
import { signal } from '../../define/signal.ts';
import { libraryText } from '../../define/text.ts';
import {
  count,
  max,
  or,
  type Scope,
  select,
  textOf,
  variable,
  variables,
  vector,
} from '../../promql/index.ts';
import { targetUp, type Up } from './signals.ts';

/**
 * The viewer's pickers: data source, namespace, job and instance, by which the default scope of panels
 * selects.
 *
 * @param up of the service, created with `upOf`
 * @param pod the picker of pods, if there is one: the instances are then those of the selected pods
 */
export function serviceVariables(config: ServiceConfig, up: Up, pod?: Variable): readonly Variable[] {
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
    ...(pod ? [pod] : []),
    {
      kind: 'query',
      name: 'instance',
      label: 'Instance',
      // Of this job only, not of everything that "All" matches: other exporters of the namespace have no
      // panels here.
      query: `label_values(${textOf(select(inNamespace, up, { job, ...(pod && { pod: variables(pod.name) }) }))}, instance)`,
      hasMany: true,
    },
  ];
}

const scopeWith = (constraints: ReturnType<Scope['constraints']>): Scope => ({
  window: '$__rate_interval',
  constraints: () => constraints,
});

/** Firing critical alerts of the service, by name. */
const firingCritical = (scope: Scope, { alerts: { labels } }: ServiceConfig) =>
  max(
    select(scope, alerts, {
      alertstate: 'firing',
      severity: 'critical',
      ...(labels.service === undefined ? {} : { service: labels.service }),
    }),
    ['alertname'],
  );

/**
 * When critical alerts of the service fired. One mark for all of them, because several would cover each
 * other.
 *
 * @param exceptRows keys of rows that do not concern the service's users
 */
export function alertAnnotation(
  config: ServiceConfig,
  { exceptRows = [] }: Pick<Annotation, 'exceptRows'> = {},
): Annotation {
  return {
    name: 'Critical alerts',
    query: textOf(count(firingCritical(dashboardScope(config), config), [])),
    color: 'red',
    title: 'Critical alerts',
    text: '',
    tags: [],
    step: '60s',
    exceptRows,
  };
}

/** How many critical alerts of the service fire, to look at first. */
export const criticalAlerts = (config: ServiceConfig): Panel =>
  stat({
    key: 'critical-alerts',
    title: 'Critical Alerts',
    description: {
      bad: libraryText({ ko: '1 이상이면 바로 대응하세요.', en: 'One or more: act now.' }),
      next: libraryText({
        ko: 'Firing Alerts에서 알림을 열고 runbook을 따르세요.',
        en: 'Open the alert in Firing Alerts and follow its runbook.',
      }),
    },
    unit: 'short',
    decimals: 0,
    plots: [
      plot(
        signal(
          'critical-alerts',
          libraryText({
            ko: '발생 중인 critical 알림의 수입니다.',
            en: 'Critical alerts of the service that are firing.',
          }),
          (scope) => or(count(firingCritical(scope, config), []), vector(0)),
        ),
        { legend: 'critical' },
      ),
    ],
    colorSteps: [
      { from: -Infinity, color: 'green' },
      { from: 1, color: 'red' },
    ],
    isSummary: true,
    width: 4,
    height: 4,
  });

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
  width: 7,
  height: 6,
});

/**
 * Whether Prometheus sees the service.
 *
 * @param up of the service, created with `upOf`
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
    height: 6,
  });
