import type { ServiceConfig } from '../config/config.ts';
import { type Dashboard, plot, row, table, timeseries } from '../define/dashboard.ts';
import { burnRateWindows, spokenWindow } from '../define/objective/index.ts';
import { signal } from '../define/signal.ts';
import { libraryText } from '../define/text.ts';
import { BUDGET_COURSE, BUDGET_STEPS } from '../mixins/objectives/panels.ts';
import { bottomk, max, select } from '../promql/index.ts';
import { greenBelow, heightFor, type Measure, measure, serviceColumns } from './columns.ts';
import type { OverviewEntry } from './entry.ts';
import { budgetsLeft, burnRates, EVERYWHERE, recordedGauge, targetsOfObjectives } from './queries.ts';
import { constantsOf, type SharedObjective, sharedObjectives } from './services.ts';

/** The fastest and the slowest alert, and one between them. */
const WINDOWS = ['1h', '6h', '3d'] as const;

/** In pixels. All columns fit into a window of 1,100 pixels. */
const NARROW = 110;

/** More lines than these are hard to tell apart. */
const MOST_LINES = 20;

/**
 * One row per objective of a service, the least error budget first.
 *
 * @returns undefined if no service has an objective
 */
export function objectivesDashboard(
  entries: readonly OverviewEntry[],
  config: ServiceConfig,
): Dashboard | undefined {
  const objectives = sharedObjectives(entries);
  const [shared] = objectives;
  if (shared === undefined) return undefined;
  const measures = [BUDGET(objectives), ...WINDOWS.map((window) => burn(objectives, window))];
  const target = TARGET(objectives);
  const lines = objectives.reduce((sum, { services }) => sum + services.length, 0);
  const drillDown = signal('recorded-errors', ERRORS, () =>
    max(select(EVERYWHERE, recordedGauge(shared.objective.recorded.errorRatio['1h'])), ['namespace', 'job']),
  );
  return {
    key: 'objectives',
    description: libraryText({
      ko: '모든 목표(SLO)의 상태입니다. 오류 예산이 가장 적게 남은 목표가 맨 위에 있습니다.',
      en: 'How all objectives fare, the least error budget first.',
    }),
    rows: [
      row('objectives', 'Objectives', [
        table({
          key: 'objectives',
          title: 'Objectives',
          description: {
            shows: libraryText({
              ko: '목표마다 한 줄입니다. 오류 예산이 적게 남은 순서입니다.',
              en: 'A line for each objective, the least error budget first.',
            }),
            bad: libraryText({
              ko: '남은 예산이 0보다 작으면 목표를 지키지 못한 것입니다. 소진 속도가 빨간색이면 호출 알림, 주황색이면 티켓 알림의 임계값을 넘은 것입니다.',
              en: 'Below 0 of the budget the objective is missed. A burn rate is red where the alert pages, and orange where it is a ticket.',
            }),
            next: libraryText({
              ko: '서비스 이름을 눌러 대시보드의 Burn Rate 패널을 확인하세요.',
              en: 'Click the name of the service, and see its panels Burn Rate.',
            }),
          },
          unit: 'short',
          plots: [target.plot, ...measures.map(({ plot }) => plot)],
          columns: [
            ...serviceColumns(config),
            { of: 'objective', title: 'Objective' },
            target.column,
            ...measures.map(({ column }) => column),
          ],
          order: [
            { column: 'Budget Left', first: 'smallest' },
            { column: 'Burn 1h', first: 'largest' },
          ],
          drillDown,
          width: 24,
          height: heightFor(lines),
        }),
        timeseries({
          key: 'error-budget-course',
          title: 'Error Budget (7d)',
          description: {
            shows: libraryText({
              ko: `남은 오류 예산의 추이입니다. 각 시점에 가장 적게 남은 ${MOST_LINES}개입니다.`,
              en: `What was left of the error budgets: of the ${MOST_LINES} lowest at each time.`,
            }),
            ...BUDGET_COURSE,
          },
          unit: 'percentunit',
          max: 1,
          plots: [
            plot(
              signal('lowest-budgets', BUDGET_LEFT, () => bottomk(MOST_LINES, budgetsLeft(objectives))),
              { legend: '{{app}}: {{objective}}' },
            ),
          ],
          lines: [{ from: 0, color: 'red' }],
          noValue: NOT_RECORDED,
          range: '7d',
          // A table would have the fullest budgets on top.
          legend: 'list',
          drillDown,
          width: 24,
          height: 10,
        }),
      ]),
    ],
    variables: [
      { kind: 'datasource', name: 'datasource', label: 'Data source' },
      ...constantsOf(objectives.map(({ vector }) => vector)),
    ],
    annotations: [],
  };
}

const NOT_RECORDED = libraryText({ ko: '기록 없음', en: 'not recorded' });
const NO_REQUESTS = libraryText({ ko: '요청 없음', en: 'no requests' });

const BUDGET_LEFT = libraryText({
  ko: '남은 오류 예산의 비율입니다.',
  en: 'Share of the error budget that is left.',
});

const ERRORS = libraryText({
  ko: '최근 1시간 동안 실패한 요청의 비율입니다.',
  en: 'Share of requests that failed in the last hour.',
});

const TARGET = (objectives: readonly SharedObjective[]): Measure =>
  measure(
    'Target',
    signal(
      'target-of-objective',
      libraryText({ ko: '성공해야 하는 비율입니다.', en: 'The share that has to go well.' }),
      () => targetsOfObjectives(objectives),
    ),
    { unit: 'percentunit', width: NARROW },
  );

const BUDGET = (objectives: readonly SharedObjective[]): Measure =>
  measure(
    'Budget Left',
    signal('budget-of-objective', BUDGET_LEFT, () => budgetsLeft(objectives)),
    { unit: 'percentunit', decimals: 1, noValue: NOT_RECORDED, colorSteps: BUDGET_STEPS },
  );

/** Coloured like the severity of the window's alert. If periods differ, the lowest factor applies. */
function burn(objectives: readonly SharedObjective[], window: (typeof WINDOWS)[number]): Measure {
  const alerts = objectives
    .flatMap(({ objective }) => burnRateWindows(objective.period))
    .filter(({ long }) => long === window);
  const factor = Math.min(...alerts.map((alert) => alert.factor));
  const color = alerts.some(({ severity }) => severity === 'critical') ? 'red' : 'orange';
  const { ko, en } = spokenWindow(window);
  return measure(
    `Burn ${window}`,
    signal(
      `burn-of-objective-${window}`,
      libraryText({
        ko: `최근 ${ko} 동안 오류 예산이 소진된 속도입니다.`,
        en: `How fast the error budget burned in the last ${en}.`,
      }),
      () => burnRates(objectives, window),
    ),
    { decimals: 1, width: NARROW, noValue: NO_REQUESTS, colorSteps: greenBelow([factor, color]) },
  );
}
