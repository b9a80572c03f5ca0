import type { AlertCases } from 'observability-as-code';
import { exampleTargets, following, increasing, relabelled } from 'observability-as-code/testing';
import { backupLastSuccess } from '../metrics/observer.ts';
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
  } satisfies Readonly<Record<string, AlertCases>>;
}
