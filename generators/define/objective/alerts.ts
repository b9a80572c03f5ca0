import { seconds } from '../../base/duration.ts';
import type { ServiceLabel } from '../../contract/objective-series.ts';
import { multiply, type Scope, where } from '../../promql/index.ts';
import { type Alert, alert, compare } from '../rules.ts';
import type { Scenario } from '../scenario.ts';
import {
  type BurnRateWindow,
  burnRateWindows,
  errorRatioThreshold,
  type LongWindow,
  type SloPeriod,
  type SloWindow,
} from './burn-rate.ts';
import { type Objective, selectRecorded } from './objective.ts';
import { burnRate } from './signals.ts';
import { burnRateTexts } from './texts.ts';

/** Labels that tell apart the alert rules of one name, so that it is clear which window of which objective burns. */
export interface BurnRateLabels extends Readonly<Record<string, string>> {
  readonly slo: string;
  readonly long: LongWindow;
  readonly short: SloWindow;
}

export interface BurnRateAlert extends Alert {
  readonly labels: BurnRateLabels;
}

const JOIN: { readonly on: readonly ServiceLabel[] } = { on: ['namespace', 'job'] };

/**
 * An alert rule for each long window, all of one name: they are grades of one trouble, of which the faster
 * ones inhibit the slower.
 *
 * @param scenarios the stories of one of the rules; another one of the same name may fire in none of them
 */
export function burnRateAlerts(
  objective: Objective,
  name: string,
  scope: Scope,
  period: SloPeriod,
  scenarios: (window: BurnRateWindow) => readonly Scenario[],
): readonly BurnRateAlert[] {
  return burnRateWindows(period).map((window) => {
    const { long, short, factor } = window;
    const events = multiply(selectRecorded(objective, scope, objective.series.total[long]), seconds(long));
    return {
      ...alert(name, {
        severity: window.severity,
        condition: compare(burnRate(objective, long), scope, '>', factor)
          .and(where(burnRate(objective, short).query(scope), '>', factor), JOIN)
          .and(where(events, '>=', enoughEvents(objective, window)), JOIN),
        inhibitedBy: fasterThan(window, period).map(({ long }) => ({
          alert: name,
          labels: { slo: objective.name, long },
          equal: JOIN.on.filter((label) => label !== 'namespace'),
        })),
        for: window.hold,
        ...burnRateTexts(objective, period, window),
        scenarios: scenarios(window),
      }),
      labels: { slo: objective.name, long, short },
      site: objective.site,
    };
  });
}

/** Whose alerts tell of the same trouble, and sooner. */
const fasterThan = ({ factor }: BurnRateWindow, period: SloPeriod): readonly BurnRateWindow[] =>
  burnRateWindows(period).filter((other) => other.factor > factor);

/**
 * Events in the long window from which on it is judged. At least so many that a single error among them is within the
 * threshold: otherwise, in a quiet week, that error is an alert.
 */
export function enoughEvents({ minimumEvents, target }: Objective, { factor }: BurnRateWindow): number {
  return Math.max(minimumEvents, Math.ceil(1 / errorRatioThreshold(factor, target)));
}
