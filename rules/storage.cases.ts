import { type AlertCases, formatDuration } from 'observability-as-code';
import {
  constant,
  exampleTargets,
  following,
  given,
  increasing,
  longScenario,
  quietAt,
  relabelled,
  scenario,
} from 'observability-as-code/testing';
import { backupConfigured, backupLastSuccess } from '../metrics/observer.ts';
import type { RuleContext } from './context.ts';

export function storageCases({ config, thresholds }: RuleContext) {
  const [target, other] = exampleTargets(config);
  /** The age from which a backup is too old, and so many half hours. */
  const beyond = (halfHours: number) =>
    formatDuration((Math.ceil(thresholds.backupAgeSeconds / 1800) + halfHours) * 1_800_000);
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
      scenarios: [
        scenario('no backup has ever succeeded, which another alert reports', {
          given: [given(backupLastSuccess, target, constant(0, beyond(4)))],
          expect: [quietAt(beyond(3))],
          evaluationInterval: '30m',
          interval: '30m',
        }),
      ],
    },
    backupNeverSucceeded: {
      boundaryTests: {
        given: (phases) => [
          following(backupConfigured, target, phases, constant),
          following(backupLastSuccess, target, phases, (_, length) => constant(0, length)),
        ],
        holdsAfter: '0m',
        splitSeries: (series, seriesAt) => [
          ...series,
          ...relabelled(seriesAt(0), other),
          // Configured like the first.
          ...relabelled(series, { ...other, pod: `${other.pod}-2` }),
        ],
      },
      scenarios: [
        longScenario('a directory for archives is not configured, and nothing is archived', {
          given: [
            given(backupConfigured, target, constant(0, '3h')),
            given(backupLastSuccess, target, constant(0, '3h')),
          ],
          expect: [quietAt('30m'), quietAt('3h')],
        }),
        scenario('one pod of two has archived', {
          given: [
            given(backupConfigured, target, constant(1, '1h')),
            given(backupLastSuccess, target, constant(0, '1h')),
            given(backupLastSuccess, other, constant(60, '1h')),
          ],
          expect: [quietAt('50m')],
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
