import { following } from '../../../define/boundary-tests.ts';
import { examplePods, foreignLabels, foreignPod } from '../../../define/examples.ts';
import type { RuleContext } from '../../../define/rule-context.ts';
import type { AlertCases, RecordCases } from '../../../define/rules.ts';
import {
  constant,
  firesAt,
  type GivenSeries,
  given,
  increasing,
  missing,
  quietAt,
  recordsAt,
  type Segment,
  scenario,
} from '../../../define/scenario.ts';
import { inParts, relabelled } from '../../../define/variants.ts';
import {
  containerCpuPeriods,
  containerCpuThrottledPeriods,
  containerLastTerminatedReason,
  containerMemory,
  containerResourceLimits,
  containerRestarts,
  containerRestartsPerHour,
  containerWaitingReason,
} from '../metrics.ts';
import type { PodThreshold } from './thresholds.ts';

interface PodCases {
  readonly restartsPerHour: RecordCases;
  readonly podRestarting: AlertCases;
  readonly podCrashLooping: AlertCases;
  readonly outOfMemory: AlertCases;
  readonly memoryAlmostFull: AlertCases;
  readonly cpuThrottled: AlertCases;
}

const MEMORY_LIMIT = 2 ** 30;
/** A container that always wants to run: a period is 100 ms. */
const PERIODS_PER_MINUTE = 600;

/** The same samples, repeated. */
const repeated = (times: number, ...[first, ...others]: Segments): Segments => [
  first,
  ...others,
  ...Array.from({ length: times - 1 }, () => [first, ...others]).flat(),
];

const OTHER_EXPORTER = { instance: '10.0.0.10:8443' } as const;

type Segments = readonly [Segment, ...Segment[]];
type Labels = Readonly<Record<string, string>>;

export function podCases({ config, thresholds }: RuleContext<PodThreshold>): PodCases {
  const [pod = config.app, otherPod] = examplePods(config, 2);
  const container = { pod, container: config.app };
  const others = otherPod === undefined ? {} : { otherInstance: { pod: otherPod } };
  const strangersPod = foreignPod(config);
  const onNode = { ...container, id: 'own', node: 'node-1' };
  const exported = { ...container, uid: 'u1', instance: '10.0.0.9:8443' };
  const [otherNamespace, otherJob] = foreignLabels(config, 'kube-state-metrics');
  const [, otherNode] = foreignLabels(config, 'cadvisor');

  /** Restarts as kube-state-metrics counts them, with some other labels. */
  const restarts = (labels: Labels, ...segments: Segments): GivenSeries =>
    given(containerRestarts, { ...exported, ...labels }, ...segments);
  const waits = (labels: Labels, ...segments: Segments): GivenSeries =>
    given(containerWaitingReason, { ...exported, reason: 'CrashLoopBackOff', ...labels }, ...segments);
  const terminated = (labels: Labels, ...segments: Segments): GivenSeries =>
    given(containerLastTerminatedReason, { ...exported, reason: 'OOMKilled', ...labels }, ...segments);

  return {
    restartsPerHour: {
      scenarios: [
        scenario('restarts add up across exporters and counter resets', {
          given: [
            // From an exporter that was replaced, from its successor, and from another one that counts the
            // same container.
            restarts({}, increasing(0.25, '45m'), increasing(0.25, '45m', 0.25)),
            restarts(OTHER_EXPORTER, increasing(0.5, '90m')),
            // Of other services.
            restarts(otherJob, increasing(1, '90m')),
            restarts(otherNamespace, increasing(1, '90m')),
            ...(strangersPod === undefined ? [] : [restarts({ pod: strangersPod }, increasing(1, '90m'))]),
          ],
          expect: [recordsAt('80m', container, [44.9, 45.1])],
          evaluationInterval: '80m',
        }),
      ],
    },
    podRestarting: {
      boundaryTests: {
        given: (phases) => [
          following(containerRestarts, exported, phases, (perHour, length) =>
            increasing(perHour / 60, length),
          ),
        ],
        holdsAfter: '1h',
        endsAfter: '0m',
        labels: container,
        // One per cent: the increase of the last minute decides.
        firing: thresholds.podRestartsPerHour * 1.01,
        normalValue: 0,
        ...others,
        recorded: (length) => [
          given(containerRestartsPerHour, container, constant(thresholds.podRestartsPerHour * 2, length)),
        ],
      },
      scenarios: [
        scenario('a container restarts once', {
          given: [restarts({}, constant(0, '20m'), constant(1, '2h'))],
          expect: [quietAt('30m'), quietAt('70m')],
        }),
      ],
    },
    podCrashLooping: {
      boundaryTests: {
        given: (phases) => [
          following(
            containerWaitingReason,
            { ...exported, reason: 'CrashLoopBackOff' },
            phases,
            (isWaiting, length) => (isWaiting > 0 ? constant(1, length) : missing(length)),
          ),
        ],
        holdsAfter: '0m',
        labels: container,
        ...others,
        splitSeries: (series) => [...series, ...relabelled(series, OTHER_EXPORTER)],
      },
      scenarios: [
        scenario('a container flaps between running and CrashLoopBackOff', {
          given: [
            waits(
              {},
              constant(1, '1m'),
              ...Array.from({ length: 10 }, () => [constant(0, '3m'), constant(1, '1m')]).flat(),
            ),
          ],
          expect: [firesAt('15m', { labels: container, value: 1 })],
        }),
        scenario('one of two exporters does not report it yet', {
          given: [waits({}, constant(1, '30m')), waits(OTHER_EXPORTER, constant(0, '30m'))],
          expect: [firesAt('15m', { labels: container, value: 1 })],
        }),
        scenario('kube-state-metrics reports that no container waits', {
          given: [waits({}, constant(0, '30m'))],
          expect: [quietAt('25m')],
        }),
      ],
    },
    outOfMemory: {
      boundaryTests: {
        given: (phases) => [
          following(
            containerLastTerminatedReason,
            { ...exported, reason: 'OOMKilled' },
            phases,
            (_, length) => constant(1, length),
          ),
          // Half a restart in the range of 15 minutes: less than one must be enough.
          following(containerRestarts, exported, phases, (isRestarting, length) =>
            increasing(isRestarting / 30, length),
          ),
        ],
        holdsAfter: '1m',
        labels: container,
        ...others,
        splitSeries: (series) => [...series, ...relabelled(series, OTHER_EXPORTER)],
      },
      scenarios: [
        scenario('one container was killed for its memory, and another restarts', {
          given: [
            terminated({}, constant(1, '30m')),
            restarts({ container: `${config.app}-sidecar` }, increasing(1, '30m')),
          ],
          expect: [quietAt('20m')],
        }),
        scenario('the counter of restarts resets, and one of two exporters reports no reason', {
          given: [
            terminated({}, missing('12m'), constant(1, '10m')),
            terminated(OTHER_EXPORTER, constant(0, '30m')),
            restarts({}, constant(20, '10m'), constant(1, '20m')),
          ],
          expect: [quietAt('10m'), firesAt('14m', { labels: container, value: 1 })],
        }),
        scenario('another exporter counts restarts', {
          given: [terminated({}, constant(1, '30m')), restarts(otherJob, increasing(1, '30m'))],
          expect: [quietAt('20m')],
        }),
        scenario('a container restarts for another reason', {
          given: [terminated({ reason: 'Error' }, constant(1, '30m')), restarts({}, increasing(1, '30m'))],
          expect: [quietAt('20m')],
        }),
      ],
    },
    memoryAlmostFull: {
      boundaryTests: {
        given: (phases) => [
          following(containerMemory, onNode, phases, (ratio, length) =>
            constant(MEMORY_LIMIT * ratio, length),
          ),
          following(containerResourceLimits, { ...exported, resource: 'memory' }, phases, (_, length) =>
            constant(MEMORY_LIMIT, length),
          ),
        ],
        holdsAfter: '0m',
        labels: container,
        ...others,
        // The replaced container still has a cgroup; another exporter reports the same limit.
        splitSeries: (series, seriesAt) => [
          ...series,
          ...relabelled(seriesAt(thresholds.memoryUsedRatio / 2), { id: 'other', ...OTHER_EXPORTER }),
        ],
      },
      scenarios: [
        scenario('one of two exporters still reports the old, lower limit', {
          given: [
            given(containerMemory, onNode, constant(MEMORY_LIMIT / 2, '30m')),
            given(
              containerResourceLimits,
              { ...exported, resource: 'memory' },
              constant(MEMORY_LIMIT, '30m'),
            ),
            given(
              containerResourceLimits,
              { ...exported, ...OTHER_EXPORTER, resource: 'memory' },
              constant(MEMORY_LIMIT / 2, '30m'),
            ),
          ],
          expect: [quietAt('25m')],
        }),
        scenario('another job measures the container, or reports its limit', {
          given: [
            given(containerMemory, { ...onNode, ...otherNode }, constant(MEMORY_LIMIT, '30m')),
            given(
              containerResourceLimits,
              { ...exported, resource: 'memory' },
              constant(MEMORY_LIMIT, '30m'),
            ),
            given(containerMemory, { ...onNode, container: 'sidecar' }, constant(MEMORY_LIMIT, '30m')),
            given(
              containerResourceLimits,
              { ...exported, ...otherJob, container: 'sidecar', resource: 'memory' },
              constant(MEMORY_LIMIT, '30m'),
            ),
          ],
          expect: [quietAt('25m')],
        }),
        scenario('the cgroup of the pod itself, without a container, uses all of a limit', {
          given: [
            given(containerMemory, { ...onNode, container: '' }, constant(MEMORY_LIMIT, '30m')),
            given(
              containerResourceLimits,
              { ...exported, container: '', resource: 'memory' },
              constant(MEMORY_LIMIT, '30m'),
            ),
          ],
          expect: [quietAt('25m')],
        }),
        scenario('a container has a CPU limit, and no memory limit', {
          given: [
            given(containerMemory, onNode, constant(MEMORY_LIMIT, '30m')),
            given(containerResourceLimits, { ...exported, resource: 'cpu' }, constant(1, '30m')),
          ],
          expect: [quietAt('25m')],
        }),
      ],
    },
    cpuThrottled: {
      boundaryTests: {
        given: (phases) => [
          following(containerCpuThrottledPeriods, onNode, phases, (ratio, length) =>
            increasing(PERIODS_PER_MINUTE * ratio, length),
          ),
          following(containerCpuPeriods, onNode, phases, (_, length) =>
            increasing(PERIODS_PER_MINUTE, length),
          ),
        ],
        holdsAfter: '1m',
        normalValue: 0,
        labels: container,
        ...others,
        splitSeries: (series) => inParts(series, { id: 'other' }),
      },
      scenarios: [
        scenario('a container is throttled for two minutes of four', {
          given: [
            given(
              containerCpuThrottledPeriods,
              onNode,
              ...repeated(10, increasing(PERIODS_PER_MINUTE, '2m'), increasing(0, '2m')),
            ),
            given(containerCpuPeriods, onNode, increasing(PERIODS_PER_MINUTE, '40m')),
          ],
          expect: [firesAt('35m', { labels: container })],
        }),
        scenario('a container that seldom runs is throttled whenever it does', {
          given: [
            given(containerCpuThrottledPeriods, onNode, increasing(30, '30m')),
            given(containerCpuPeriods, onNode, increasing(30, '30m')),
          ],
          expect: [firesAt('25m', { labels: container, value: 1 })],
        }),
        scenario('a container runs less than it did, and is throttled as often', {
          given: [
            given(containerCpuThrottledPeriods, onNode, increasing(200, '60m')),
            given(containerCpuPeriods, onNode, increasing(6000, '20m'), increasing(600, '40m')),
          ],
          expect: [quietAt('30m'), firesAt('43m', { labels: container })],
        }),
        scenario('another job counts how often the container is throttled, or how often it runs', {
          given: [
            given(containerCpuThrottledPeriods, { ...onNode, ...otherNode }, increasing(600, '30m')),
            given(containerCpuPeriods, onNode, increasing(PERIODS_PER_MINUTE, '30m')),
            given(containerCpuThrottledPeriods, { ...onNode, container: 'sidecar' }, increasing(600, '30m')),
            given(
              containerCpuPeriods,
              { ...onNode, ...otherNode, container: 'sidecar' },
              increasing(PERIODS_PER_MINUTE, '30m'),
            ),
          ],
          expect: [quietAt('25m')],
        }),
        scenario('a container does not run at all', {
          given: [
            given(containerCpuThrottledPeriods, onNode, constant(5, '30m')),
            given(containerCpuPeriods, onNode, constant(7, '30m')),
          ],
          expect: [quietAt('25m')],
        }),
      ],
    },
  };
}
