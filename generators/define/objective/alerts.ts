import { type Duration, milliseconds, seconds } from '../../base/duration.ts';
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

/** Labels that distinguish alert rules with the same name by objective and window. */
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
 * An alert rule per long window, all with the same name: they are degrees of one problem, and the faster ones
 * inhibit the slower ones.
 *
 * @param scenarios test cases of one of the rules; no other rule with the name may fire in them
 */
export function burnRateAlerts(
  objective: Objective,
  name: string,
  scope: Scope,
  period: SloPeriod,
  scenarios: (window: BurnRateWindow) => readonly Scenario[],
): readonly BurnRateAlert[] {
  return burnRateWindows(period).map((one) => {
    const window = { ...one, hold: longer(one.hold, objective.minimumHold) };
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

function longer(hold: Duration, minimum: Duration = hold): Duration {
  return milliseconds(minimum) > milliseconds(hold) ? minimum : hold;
}

/** The windows whose alerts report the same problem sooner. */
const fasterThan = ({ factor }: BurnRateWindow, period: SloPeriod): readonly BurnRateWindow[] =>
  burnRateWindows(period).filter((other) => other.factor > factor);

/**
 * Minimum number of events in the long window. At least so many that a single error stays within the
 * threshold; otherwise one error in a quiet week would fire the alert.
 */
export function enoughEvents({ minimumEvents, target }: Objective, { factor }: BurnRateWindow): number {
  return Math.max(minimumEvents, Math.ceil(1 / errorRatioThreshold(factor, target)));
}
