import { alert, matching, type RuleGroup } from '../generators/define/rules.ts';
import { constant, firesAt, given, scenario } from '../generators/define/scenario.ts';
import { vector } from '../generators/promql/index.ts';
import { observerUp } from '../metrics/prometheus.ts';

/** Always fires: whoever receives it raises the alarm when it stops, because then no alert arrives at all. */
export function heartbeatRules(): RuleGroup {
  return {
    name: 'observer-heartbeat',
    rules: [
      alert('ObserverWatchdog', {
        severity: 'none',
        condition: matching(vector(1)),
        panel: 'firing-alerts',
        summary: { ko: '알림 경로가 살아 있음', en: 'The path of the alerts is alive.' },
        description: {
          ko: '항상 발생하는 알림입니다(값 {{ $value | humanize }}). 이 알림이 도착하지 않으면 알림 경로가 끊긴 것입니다.',
          en: 'This alert always fires (value {{ $value | humanize }}). If it stops arriving, the path of the alerts is broken.',
        },
        scenarios: [
          scenario('everything is fine', {
            given: [given(observerUp, { instance: '10.1.0.7:8000', pod: 'observer-0' }, constant(1, '10m'))],
            expect: [firesAt('1m', { labels: {}, value: 1 }), firesAt('9m', { labels: {}, value: 1 })],
          }),
        ],
      }),
    ],
  };
}
