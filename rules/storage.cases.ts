import type { AlertCases } from 'observability-as-code';
import {
  constant,
  exampleTargets,
  following,
  given,
  increasing,
  quietAt,
  relabelled,
  scenario,
} from 'observability-as-code/testing';
import { backupConfigured, backupLastSuccess } from '../metrics/observer.ts';
import type { RuleContext } from './context.ts';

export function storageCases({ config, thresholds }: RuleContext) {
  const [target, other] = exampleTargets(config);
  return {
    backupTooOld: {
      boundaryTests: {
        given: (phases) => [
          following(backupLastSuccess, target, phases, (age, length, elapsed) =>
            // The clock of a scenario starts at 0, so an older backup has a negative time.
            increasing(60, length, elapsed - age),
          ),
        ],
        holdsAfter: '0m',
        // A pod that was replaced made its last backup long ago.
        splitSeries: (series, seriesAt) => [
          ...series,
          ...relabelled(seriesAt(thresholds.backupAgeSeconds * 3), other),
        ],
      },
    },
    backupNeverSucceeded: {
      boundaryTests: {
        given: (phases) => [
          following(backupConfigured, target, phases, constant),
          following(backupLastSuccess, target, phases, (_, length) => constant(0, length)),
        ],
        holdsAfter: '0m',
        splitSeries: (series, seriesAt) => [...series, ...relabelled(seriesAt(0), other)],
      },
      scenarios: [
        scenario('a directory for archives is not configured, and nothing is archived', {
          given: [
            given(backupConfigured, target, constant(0, '3h')),
            given(backupLastSuccess, target, constant(0, '3h')),
          ],
          expect: [quietAt('30m'), quietAt('3h')],
        }),
        scenario('the first run fails, and the second one succeeds', {
          given: [
            given(backupConfigured, target, constant(1, '2h')),
            given(backupLastSuccess, target, constant(0, '16m'), constant(960, '104m')),
          ],
          expect: [quietAt('15m'), quietAt('31m'), quietAt('2h')],
        }),
      ],
    },
  } satisfies Readonly<Record<string, AlertCases>>;
}
