import type { ServiceConfig } from '../../config/config.ts';
import { following } from '../../define/boundary-tests.ts';
import { exampleTargets } from '../../define/examples.ts';
import type { AlertCases } from '../../define/rules.ts';
import { constant, firesAt, given, missing, quietAt, scenario } from '../../define/scenario.ts';
import { relabelled } from '../../define/variants.ts';
import type { Up } from './signals.ts';

interface TargetCases {
  readonly targetDown: AlertCases;
  readonly targetMissing: AlertCases;
}

export function targetCases(config: ServiceConfig, up: Up): TargetCases {
  const [target, other] = exampleTargets(config);
  return {
    targetDown: {
      boundaryTests: {
        given: (phases) => [following(up, target, phases, constant)],
        holdsAfter: '0m',
        labels: { instance: target.instance },
        otherInstance: { instance: other.instance },
        // The address moved from one pod to another.
        splitSeries: (series, seriesAt) => [...series, ...relabelled(seriesAt(1), { pod: other.pod })],
      },
    },
    targetMissing: {
      boundaryTests: {
        given: (phases) => [
          following(up, target, phases, (isMissing, length) =>
            isMissing > 0 ? missing(length) : constant(1, length),
          ),
        ],
        holdsAfter: '0m',
        absence: 'fires',
      },
      scenarios: [
        scenario('there is a target, even if its scrape fails', {
          given: [given(up, target, constant(0, '30m'))],
          expect: [quietAt('20m')],
        }),
      ],
    },
  };
}

export function watchdogCases(config: ServiceConfig, up: Up): AlertCases {
  const [target] = exampleTargets(config);
  return {
    scenarios: [
      scenario('everything is fine', {
        given: [given(up, target, constant(1, '10m'))],
        expect: [firesAt('1m', { labels: {}, value: 1 }), firesAt('9m', { labels: {}, value: 1 })],
      }),
    ],
  };
}
