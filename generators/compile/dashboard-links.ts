import type { ServiceConfig } from '../config/config.ts';
import type { Dashboard, Panel } from '../define/dashboard.ts';
import { libraryText, textIn } from '../define/text.ts';
import { dashboardUrl, logsUrl, tracesUrl } from './links.ts';
import type { DashboardLink, Link } from './model.ts';

const LOGS = libraryText({ ko: '로그 (Explore)', en: 'Logs (Explore)' });
const SLOW_TRACES = libraryText({
  ko: '${__value.text} 이상 걸린 트레이스',
  en: 'Traces of ${__value.text} and longer',
});
const TRACES = libraryText({ ko: '이 시간대의 트레이스', en: 'Traces of this time range' });

/** The links above the panels: where to look next. Unconfigured ones are omitted. */
export function dashboardLinks(config: ServiceConfig, { variables }: Dashboard): readonly DashboardLink[] {
  const { language, namespace, runbooks, elsewhere } = config;
  const { logs } = config.grafana;
  const picked = variables.some(({ name }) => name === 'namespace') ? '${namespace}' : namespace;
  return [
    { title: 'Runbooks', url: runbooks.url, icon: 'doc', keepsTime: false },
    ...(logs
      ? [
          {
            title: textIn(LOGS, language),
            url: logsUrl(config, logs, picked),
            icon: 'external link',
            keepsTime: false,
          } as const,
        ]
      : []),
    ...elsewhere.map(
      (one): DashboardLink => ({
        title: one.environment,
        url: dashboardUrl(one),
        icon: 'dashboard',
        keepsTime: true,
      }),
    ),
  ];
}

/**
 * From a point of a panel with exemplars to its traces; from durations, to those that took at least as long.
 */
export function dataLinks(config: ServiceConfig, { kind, unit, plots }: Panel): readonly Link[] {
  const { traces } = config.grafana;
  if (traces === undefined || kind !== 'timeseries' || !plots.some(({ hasExemplars }) => hasExemplars))
    return [];
  return unit === 's'
    ? [
        {
          title: textIn(SLOW_TRACES, config.language),
          url: tracesUrl(config, traces, 'duration >= ${__value.raw}s'),
        },
      ]
    : [{ title: textIn(TRACES, config.language), url: tracesUrl(config, traces) }];
}
