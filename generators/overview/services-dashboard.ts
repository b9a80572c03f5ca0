import type { ServiceConfig } from '../config/config.ts';
import { alerts } from '../contract/prometheus.ts';
import { type Dashboard, row, table } from '../define/dashboard.ts';
import { signal } from '../define/signal.ts';
import { libraryText } from '../define/text.ts';
import { BUDGET_STEPS } from '../mixins/objectives/panels.ts';
import { max, select } from '../promql/index.ts';
import { greenBelow, heightFor, type Measure, measure, serviceColumns } from './columns.ts';
import type { OverviewEntry } from './entry.ts';
import { EVERYWHERE, errorRatios, firing, lowestBudgets, targets } from './queries.ts';
import { constantsOf, type SharedObjective, sharedObjectives, vectorOf } from './services.ts';

/** One row per service of a fleet, the worst first. */
export function servicesDashboard(entries: readonly OverviewEntry[], config: ServiceConfig): Dashboard {
  const services = vectorOf(entries);
  const objectives = sharedObjectives(entries);
  const [first, ...others] = [...health(services), ...promises(objectives)];
  return {
    key: 'services',
    description: libraryText({
      ko: '모든 서비스의 상태입니다. 가장 나쁜 서비스가 맨 위에 있습니다.',
      en: 'How all services fare, the worst first.',
    }),
    rows: [
      row('services', 'Services', [
        table({
          key: 'services',
          title: 'Services',
          description: {
            shows: libraryText({
              ko: '서비스마다 한 줄입니다. critical 알림이 많은 서비스가 맨 위이고, 그다음은 타겟이 없는 서비스, warning 알림이 많은 서비스, 오류 예산이 적게 남은 서비스입니다.',
              en: 'A line for each service: the most critical alerts first, then those without a target, then the most warnings, then the least error budget.',
            }),
            bad: libraryText({
              ko: '빨간색이면 바로 대응하고, 주황색이면 근무 시간에 확인하세요.',
              en: 'Red: act now. Orange: look at it in working hours.',
            }),
            next: libraryText({
              ko: '서비스 이름을 눌러 그 서비스의 대시보드를 여세요.',
              en: 'Click the name of the service: it opens its dashboard.',
            }),
          },
          unit: 'short',
          plots: [first.plot, ...others.map(({ plot }) => plot)],
          columns: [...serviceColumns(config), first.column, ...others.map(({ column }) => column)],
          order: [
            { column: 'Critical', first: 'largest' },
            { column: 'Targets', first: 'smallest' },
            { column: 'Warnings', first: 'largest' },
            ...(objectives.length === 0 ? [] : [{ column: 'Budget Left', first: 'smallest' } as const]),
          ],
          drillDown: FIRING,
          width: 24,
          height: heightFor(entries.length),
        }),
      ]),
    ],
    variables: [
      { kind: 'datasource', name: 'datasource', label: 'Data source' },
      ...constantsOf([services, ...objectives.map(({ vector }) => vector)]),
    ],
    annotations: [],
  };
}

/** The columns that every service has. */
function health(services: string): readonly [Measure, ...Measure[]] {
  return [
    measure(
      'Critical',
      signal(
        'critical-alerts-of-service',
        libraryText({ ko: '발생 중인 critical 알림의 수입니다.', en: 'Critical alerts that are firing.' }),
        () => firing('critical', services),
      ),
      { decimals: 0, colorSteps: greenBelow([1, 'red']) },
    ),
    measure(
      'Warnings',
      signal(
        'warnings-of-service',
        libraryText({ ko: '발생 중인 warning 알림의 수입니다.', en: 'Warnings that are firing.' }),
        () => firing('warning', services),
      ),
      { decimals: 0, colorSteps: greenBelow([1, 'orange']) },
    ),
    measure(
      'Targets',
      signal(
        'targets-of-service',
        libraryText({
          ko: 'Prometheus가 이 서비스의 모든 타겟을 수집하는지 여부입니다.',
          en: 'Whether Prometheus scrapes every target of the service.',
        }),
        () => targets(services),
      ),
      {
        mappings: [
          { value: -1, text: libraryText({ ko: '타겟 없음', en: 'no target' }), color: 'red' },
          { value: 0, text: libraryText({ ko: '수집 실패', en: 'down' }), color: 'red' },
          { value: 1, text: libraryText({ ko: '정상', en: 'up' }), color: 'green' },
        ],
      },
    ),
  ];
}

/** The columns about objectives; none if no service has an objective. */
function promises(objectives: readonly SharedObjective[]): readonly Measure[] {
  const ofErrors = objectives.filter(({ objective }) => objective.isOfErrors);
  const errors = measure(
    'Errors (5m)',
    signal(
      'errors-of-service',
      libraryText({
        ko: '최근 5분 동안 실패한 요청의 비율입니다.',
        en: 'Share of requests that failed in the last five minutes.',
      }),
      () => errorRatios(ofErrors),
    ),
    {
      unit: 'percentunit',
      decimals: 2,
      noValue: libraryText({ ko: '요청 없음', en: 'no requests' }),
      colorSteps: greenBelow([0.01, 'orange'], [0.05, 'red']),
    },
  );
  const budget = measure(
    'Budget Left',
    signal(
      'budget-of-service',
      libraryText({
        ko: '가장 적게 남은 오류 예산입니다.',
        en: 'What is left of the error budget that is nearest to its end.',
      }),
      () => lowestBudgets(objectives),
    ),
    {
      unit: 'percentunit',
      decimals: 1,
      noValue: libraryText({ ko: '기록 없음', en: 'not recorded' }),
      colorSteps: BUDGET_STEPS,
    },
  );
  return [...(ofErrors.length > 0 ? [errors] : []), ...(objectives.length > 0 ? [budget] : [])];
}

/** Explore shows the alerts themselves instead of their number. */
const FIRING = signal(
  'firing-alerts-of-services',
  libraryText({ ko: '발생 중인 알림입니다.', en: 'Alerts that are firing.' }),
  () =>
    max(select(EVERYWHERE, alerts, { alertstate: 'firing' }), [
      'namespace',
      'service',
      'alertname',
      'severity',
    ]),
);
