import { displayName } from '../../config/display-name.ts';
import {
  type ColorStep,
  gauge,
  type Panel,
  plot,
  stat,
  type ThemeColor,
  timeseries,
} from '../../define/dashboard.ts';
import {
  budgetRemaining,
  burnRate,
  LONG_WINDOWS,
  type LongWindow,
  type Objective,
  spokenWindow,
} from '../../define/objective/index.ts';
import type { Signal } from '../../define/signal.ts';
import { libraryText, type Text } from '../../define/text.ts';

interface PanelTexts {
  /** What to check when a budget burns. */
  readonly next?: Text;
  /** What Explore opens from the burn rates. */
  readonly drillDown?: Signal;
}

/** What the course of a budget says. */
export const BUDGET_COURSE = {
  bad: libraryText({
    ko: '선(0) 아래면 목표를 지키지 못한 것입니다.',
    en: 'Below the line: the objective is missed.',
  }),
  next: libraryText({
    ko: '급격히 떨어진 시각의 배포와 알림을 확인하세요.',
    en: 'Look for releases and alerts at the times of a steep fall.',
  }),
};

/** Of a budget: green while there is plenty, red once it is overspent. */
export const BUDGET_STEPS: readonly ColorStep[] = [
  { from: -Infinity, color: 'red' },
  { from: 0, color: 'orange' },
  { from: 0.25, color: 'green' },
];

const BUDGET: Text = libraryText({
  ko: '목표 기간에 허용된 오류 가운데 남은 비율입니다. 0보다 작으면 목표를 지키지 못한 것입니다.',
  en: 'What is left of the errors that the objectives allow in their period; below 0 an objective is missed.',
});

const COLORS: readonly ThemeColor[] = ['blue', 'purple', 'green', 'orange', 'yellow', 'red'];

const IDLE: Text = libraryText({ ko: '요청 없음', en: 'no requests' });

/**
 * The remaining error budgets, and how fast they burn: a panel per window, because each window's alert has
 * its own threshold, which is the same for all objectives.
 *
 * @param objectives by the name in the legends: `{ availability, latency }`
 */
export function objectivePanels(
  objectives: Readonly<Record<string, Objective>>,
  { next = NEXT, drillDown }: PanelTexts = {},
): readonly Panel[] {
  const [first, ...others] = namedObjectives(objectives);
  if (first === undefined) return [];
  return [
    gauge({
      key: 'error-budget-remaining',
      title: 'Error Budget Remaining',
      description: {
        shows: BUDGET,
        bad: libraryText({
          ko: '0에 가까워지면 위험한 배포를 미루세요.',
          en: 'Close to 0: put off risky releases.',
        }),
        next: libraryText({
          ko: 'Burn Rate 패널에서 언제부터 얼마나 빨리 줄었는지 확인하세요.',
          en: 'See in the panels Burn Rate since when it has been burning, and how fast.',
        }),
      },
      unit: 'percentunit',
      min: 0,
      max: 1,
      decimals: 1,
      plots: mapped([first, ...others], ({ objective, ref, legend }) =>
        plot(budgetRemaining(objective), { ref, legend }),
      ),
      noValue: IDLE,
      colorSteps: BUDGET_STEPS,
      width: 8,
      height: 8,
    }),
    timeseries({
      key: 'error-budget-course',
      title: 'Error Budget (7d)',
      description: {
        shows: BUDGET,
        ...BUDGET_COURSE,
      },
      unit: 'percentunit',
      max: 1,
      plots: mapped([first, ...others], ({ objective, ref, legend, color }) =>
        plot(budgetRemaining(objective), { ref, legend, color }),
      ),
      lines: [{ from: 0, color: 'red' }],
      noValue: IDLE,
      range: '7d',
      width: 16,
      height: 8,
    }),
    ...LONG_WINDOWS.map((window) =>
      timeseries({
        key: `error-budget-burn-rate-${window}`,
        title: `Burn Rate (${window})`,
        description: { shows: shown(window), bad: BAD, next },
        unit: 'short',
        min: 0,
        plots: mapped([first, ...others], ({ objective, ref, legend, color }) =>
          plot(burnRate(objective, window), { ref, legend, color }),
        ),
        noValue: IDLE,
        ...(drillDown && { drillDown }),
        width: 6,
        height: 8,
      }),
    ),
  ];
}

/** The remaining error budgets as large numbers, to look at first. */
export function budgetSummary(objectives: Readonly<Record<string, Objective>>): readonly Panel[] {
  const [first, ...others] = namedObjectives(objectives);
  if (first === undefined) return [];
  return [
    stat({
      key: 'error-budget-now',
      title: 'Error Budget',
      description: {
        shows: BUDGET,
        bad: libraryText({
          ko: '주황색이면 4분의 1도 남지 않은 것이고, 빨간색이면 목표를 지키지 못한 것입니다.',
          en: 'Orange: less than a quarter is left. Red: the objective is missed.',
        }),
        next: libraryText({
          ko: 'Burn Rate 패널에서 언제부터 얼마나 빨리 줄었는지 확인하세요.',
          en: 'See in the panels Burn Rate since when it has been burning, and how fast.',
        }),
      },
      unit: 'percentunit',
      decimals: 0,
      plots: mapped([first, ...others], ({ objective, ref, legend }) =>
        plot(budgetRemaining(objective), { ref, legend }),
      ),
      noValue: IDLE,
      colorSteps: BUDGET_STEPS,
      isSummary: true,
      width: 4,
      height: 4,
    }),
  ];
}

function namedObjectives(objectives: Readonly<Record<string, Objective>>) {
  return Object.entries(objectives).map(([legend, objective], index) => ({
    objective,
    legend,
    ref: displayName(legend),
    color: COLORS[index % COLORS.length] ?? 'blue',
  }));
}

function mapped<From, To>(
  [first, ...others]: readonly [From, ...From[]],
  change: (one: From) => To,
): readonly [To, ...To[]] {
  return [change(first), ...others.map(change)];
}

function shown(window: LongWindow): Text {
  const { ko, en } = spokenWindow(window);
  return libraryText({
    ko: `최근 ${ko} 동안 오류 예산이 소진된 속도입니다. 1이면 기간이 끝날 때 정확히 다 씁니다.`,
    en: `How fast the error budgets burned in the last ${en}. At 1 a budget lasts exactly for its period.`,
  });
}

const BAD: Text = libraryText({
  ko: '선은 알림 임계값입니다. 짧은 창에서도 이 속도면 알림이 발생합니다.',
  en: 'Above the line: the alert fires if the short window burns as fast.',
});

const NEXT: Text = libraryText({
  ko: '범례의 목표가 세는 요청 가운데 무엇이 실패하는지 확인하세요.',
  en: 'See which of the requests fail that the objective in the legend counts.',
});
