import { displayName } from '../../config/display-name.ts';
import type { RuleContext } from '../../define/rule-context.ts';
import { type Alert, alert, compare, matching } from '../../define/rules.ts';
import { libraryText } from '../../define/text.ts';
import { absent, select, vector } from '../../promql/index.ts';
import { targetCases, watchdogCases } from './alerts.cases.ts';
import { targetUp, type Up } from './signals.ts';

/**
 * Alerts on whether Prometheus can scrape the service.
 *
 * @param up of the service, created with `upOf`
 * @param panel the key of the panel that the alerts open: that of `targetPanel`, or another one that plots
 *   `targetUp`
 */
export function targetRules(
  { prefix, config, within }: RuleContext,
  { up, panel = 'scrape-targets' }: { readonly up: Up; readonly panel?: string },
): readonly Alert[] {
  const scope = within('5m');
  const name = displayName(config.app);
  const cases = targetCases(config, up);
  return [
    alert(`${prefix}TargetDown`, {
      severity: 'critical',
      condition: compare(targetUp(up), scope, '==', 0),
      for: '2m',
      panel,
      summary: libraryText({ ko: `${name} 메트릭을 수집할 수 없음`, en: `${name} cannot be scraped.` }),
      description: libraryText({
        ko: `{{ $labels.instance }}의 ${config.service.metricsPath} 스크레이프가 계속 실패합니다.`,
        en: `Scrapes of ${config.service.metricsPath} on {{ $labels.instance }} fail.`,
      }),
      ...cases.targetDown,
    }),
    alert(`${prefix}TargetMissing`, {
      severity: 'critical',
      condition: matching(absent(select(scope, up))),
      for: '5m',
      panel,
      summary: libraryText({
        ko: `Prometheus가 ${name} 타겟을 찾지 못함`,
        en: `Prometheus has no target for ${name}.`,
      }),
      description: libraryText({
        ko: `${config.namespace}에 job {{ $labels.job }}의 타겟이 없습니다. ServiceMonitor와 Service의 레이블을 확인하세요.`,
        en: `No target of job {{ $labels.job }} in ${config.namespace}. Check the labels of the ServiceMonitor and of the Service.`,
      }),
      ...cases.targetMissing,
    }),
  ];
}

/**
 * An alert that always fires: its receiver raises the alarm when it stops, because then no alert arrives at
 * all.
 *
 * @param panel the key of the panel that it opens
 */
export function watchdogRules(
  { prefix, config }: RuleContext,
  { up, panel }: { readonly up: Up; readonly panel: string },
): readonly Alert[] {
  return [
    alert(`${prefix}Watchdog`, {
      severity: 'none',
      condition: matching(vector(1)),
      panel,
      summary: libraryText({ ko: '알림 경로가 살아 있음', en: 'The path of the alerts is alive.' }),
      description: libraryText({
        ko: '항상 발생하는 알림입니다(값 {{ $value | humanize }}). 이 알림이 도착하지 않으면 알림 경로가 끊긴 것입니다.',
        en: 'This alert always fires (value {{ $value | humanize }}). If it stops arriving, the path of the alerts is broken.',
      }),
      ...watchdogCases(config, up),
    }),
  ];
}
