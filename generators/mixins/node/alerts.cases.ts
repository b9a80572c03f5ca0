import { type BoundaryTests, following } from '../../define/boundary-tests.ts';
import { exampleTargets } from '../../define/examples.ts';
import type { RuleContext } from '../../define/rule-context.ts';
import type { AlertCases } from '../../define/rules.ts';
import { constant, given, quietAt, scenario } from '../../define/scenario.ts';
import { relabelled } from '../../define/variants.ts';
import type { Metrics } from './signals.ts';
import type { NodeThreshold } from './thresholds.ts';

const HEAP_LIMIT = 4e9;
const MOST_FILES = 1024;

interface NodeCases {
  readonly eventLoopBlocked: AlertCases;
  readonly heapAlmostFull: AlertCases;
  readonly openFilesAlmostExhausted: AlertCases;
}

export function nodeCases({ config, thresholds }: RuleContext<NodeThreshold>, metrics: Metrics): NodeCases {
  const [target, other] = exampleTargets(config);
  const boundaryTests = (threshold: number): Omit<BoundaryTests, 'given'> => ({
    holdsAfter: '0m',
    labels: { pod: target.pod },
    otherInstance: other,
    // Two addresses of one pod: the worse one counts.
    splitSeries: (series, seriesAt) => [
      ...series,
      ...relabelled(seriesAt(threshold / 2), { instance: other.instance }),
    ],
  });
  return {
    eventLoopBlocked: {
      boundaryTests: {
        ...boundaryTests(thresholds.eventLoopDelaySeconds),
        given: (phases) => [
          following(metrics.eventLoopDelay, { ...target, statistic: 'p99' }, phases, constant),
        ],
      },
      scenarios: [
        scenario('one timer was very late, and the others were not', {
          given: [
            given(metrics.eventLoopDelay, { ...target, statistic: 'p99' }, constant(0, '30m')),
            given(metrics.eventLoopDelay, { ...target, statistic: 'max' }, constant(100, '30m')),
          ],
          expect: [quietAt('25m')],
        }),
      ],
    },
    heapAlmostFull: {
      boundaryTests: {
        ...boundaryTests(thresholds.heapUsedRatio),
        given: (phases) => [
          following(metrics.heapUsed, target, phases, (ratio, length) =>
            constant(HEAP_LIMIT * ratio, length),
          ),
          following(metrics.heapLimit, target, phases, (_, length) => constant(HEAP_LIMIT, length)),
        ],
      },
      scenarios: [
        scenario('the heap limit is unknown', {
          given: [
            given(metrics.heapUsed, target, constant(HEAP_LIMIT, '30m')),
            given(metrics.heapLimit, target, constant(0, '30m')),
          ],
          expect: [quietAt('25m')],
        }),
      ],
    },
    openFilesAlmostExhausted: {
      boundaryTests: {
        ...boundaryTests(thresholds.openFilesUsedRatio),
        given: (phases) => [
          following(metrics.processOpenFiles, target, phases, (ratio, length) =>
            constant(MOST_FILES * ratio, length),
          ),
          following(metrics.processMaxOpenFiles, target, phases, (_, length) => constant(MOST_FILES, length)),
        ],
      },
      scenarios: [
        scenario('the system reports no limit of open files', {
          given: [
            given(metrics.processOpenFiles, target, constant(MOST_FILES, '30m')),
            given(metrics.processMaxOpenFiles, target, constant(0, '30m')),
          ],
          expect: [quietAt('25m')],
        }),
      ],
    },
  };
}
