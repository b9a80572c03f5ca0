import type { Duration } from '../../../base/duration.ts';
import { type BoundaryTests, following } from '../../../define/boundary-tests.ts';
import { exampleVolumes, foreignLabels, foreignVolume } from '../../../define/examples.ts';
import type { RuleContext } from '../../../define/rule-context.ts';
import type { AlertCases, RecordCases } from '../../../define/rules.ts';
import {
  constant,
  firesAt,
  type GivenSeries,
  given,
  increasing,
  longScenario,
  quietAt,
  recordsAt,
  type Segment,
  scenario,
} from '../../../define/scenario.ts';
import { relabelled } from '../../../define/variants.ts';
import {
  volumeAvailable,
  volumeAvailableForecast,
  volumeCapacity,
  volumeInodes,
  volumeInodesFree,
} from '../metrics.ts';
import type { VolumeThreshold } from './thresholds.ts';

interface VolumeCases {
  readonly forecast: RecordCases;
  /** For each alert that compares a volume's used share. */
  readonly used: AlertCases;
  readonly fillingUp: AlertCases;
  readonly inodesUsed: AlertCases;
}

const CAPACITY = 1e10;
const INODES = 655_360;
const MEGABYTE = 1e6;
const HALF = CAPACITY / 2;

/**
 * Least squares over a day whose first half is constant and whose second half falls by a megabyte a minute,
 * `FALL` in total: the slope is `FALL` a day, the line ends 3/4 of `FALL` below its start, and four days
 * later it is at zero.
 */
const FALL = 720 * MEGABYTE;
const FORECAST = HALF - 0.75 * FALL - 4 * FALL;

const MINUTES_OF_TWO_DAYS = 2 * 1440;
const NEARLY_FOUR_DAYS = 3.9 * 1440;

const OTHER_NODE = { node: 'node-2' } as const;

export function volumeCases({ config, thresholds }: RuleContext<VolumeThreshold>): VolumeCases {
  const [claim = `${config.app}-data`, otherClaim] = exampleVolumes(config, 2);
  const labels = { persistentvolumeclaim: claim };
  const others = otherClaim === undefined ? undefined : { persistentvolumeclaim: otherClaim };
  const volume = { ...labels, instance: '10.0.0.1:10250', node: 'node-1', metrics_path: '/metrics' };
  const [otherNamespace, otherJob] = foreignLabels(config, 'kubelet');
  const strangersClaim = foreignVolume(config);
  const strangers = [
    otherNamespace,
    ...(strangersClaim === undefined ? [] : [{ persistentvolumeclaim: strangersClaim }]),
    otherJob,
  ];

  const available = (
    changed: Readonly<Record<string, string>>,
    ...segments: readonly [Segment, ...Segment[]]
  ): GivenSeries => given(volumeAvailable, { ...volume, ...changed }, ...segments);
  const capacity = (length: Duration) => given(volumeCapacity, volume, constant(CAPACITY, length));

  const boundaryTests: Omit<BoundaryTests, 'given'> = {
    holdsAfter: '0m',
    labels,
    ...(others && { otherInstance: others }),
    // As reported by another node, which its pod has left.
    splitSeries: (series, seriesAt) => [...series, ...relabelled(seriesAt(0.1), OTHER_NODE)],
  };
  const used: BoundaryTests = {
    ...boundaryTests,
    given: (phases) => [
      following(volumeAvailable, volume, phases, (share, length) => constant(CAPACITY * (1 - share), length)),
      following(volumeCapacity, volume, phases, (_, length) => constant(CAPACITY, length)),
    ],
  };

  const { volumeForecastRatio } = thresholds;
  const wellBeyond = (1 + volumeForecastRatio) / 2;
  /** Used to the given share for four hours. */
  const usedTo = (share: number) => used.given([{ value: share, length: '4h' }]);
  /** Used to the given share for four hours, and filling up within these minutes. */
  const shrinking = (share: number, minutes = MINUTES_OF_TWO_DAYS) => [
    available({}, dwindling(share, '4h', minutes)),
    capacity('4h'),
  ];

  return {
    forecast: {
      scenarios: [
        scenario('the trend is that of the last day, from the node that reports least', {
          given: [
            // Two days ago it fell faster; in the first half of the last day it was constant, then it fell.
            available(
              {},
              increasing(-2 * MEGABYTE, '24h', CAPACITY),
              constant(HALF, '12h'),
              increasing(-MEGABYTE, '13h', HALF),
            ),
            available(OTHER_NODE, constant(CAPACITY, '49h')),
            ...strangers.map((changed) => available(changed, constant(0, '49h'))),
          ],
          expect: [recordsAt('48h', labels, [FORECAST - 0.01 * CAPACITY, FORECAST + 0.01 * CAPACITY])],
          evaluationInterval: '48h',
        }),
      ],
    },
    used: { boundaryTests: used },
    fillingUp: {
      scenarios: [
        longScenario('the volume is fuller than tolerated and loses in two days what it has left', {
          given: shrinking(wellBeyond),
          expect: [
            quietAt('55m'),
            firesAt('65m', { labels }),
            firesAt('3h', { labels, value: forecastAfterThreeHours(wellBeyond) }),
          ],
        }),
        longScenario('somebody makes room', {
          given: [available({}, dwindling(wellBeyond, '2h'), constant(CAPACITY, '2h')), capacity('4h')],
          expect: [firesAt('110m', { labels }), quietAt('125m')],
        }),
        longScenario(
          'the volume is just a little fuller than tolerated, and another node believes it to be empty',
          {
            given: [
              ...shrinking(volumeForecastRatio * 1.02, NEARLY_FOUR_DAYS),
              ...relabelled(usedTo(0.1), OTHER_NODE),
            ],
            expect: [firesAt('90m', { labels })],
          },
        ),
        longScenario('the volume is not quite as full as tolerated', {
          given: shrinking(volumeForecastRatio * 0.97, NEARLY_FOUR_DAYS),
          expect: [quietAt('90m')],
        }),
        longScenario('the volume is all but full, and stays so', {
          given: [available({}, constant(0.5, '4h')), capacity('4h')],
          expect: [quietAt('3h')],
        }),
        ...(others === undefined
          ? []
          : [
              longScenario('one volume fills up and has room, another is full and stays so', {
                given: [...shrinking(volumeForecastRatio / 2), ...relabelled(usedTo(wellBeyond), others)],
                expect: [quietAt('2h')],
              }),
            ]),
        ...strangers.map((changed) =>
          longScenario(`a volume of somebody else fills up: ${Object.entries(changed).flat().join(' ')}`, {
            given: [
              ...relabelled(usedTo(wellBeyond), changed),
              given(
                volumeAvailableForecast,
                { ...labels, ...('job' in changed ? {} : changed) },
                constant(-CAPACITY, '4h'),
              ),
            ],
            expect: [quietAt('2h')],
          }),
        ),
        longScenario('the volume is fuller than tolerated, and nothing is written', {
          given: usedTo(wellBeyond),
          expect: [quietAt('3h')],
        }),
      ],
    },
    inodesUsed: {
      boundaryTests: {
        ...boundaryTests,
        given: (phases) => [
          following(volumeInodesFree, volume, phases, (share, length) =>
            constant(INODES * (1 - share), length),
          ),
          following(volumeInodes, volume, phases, (_, length) => constant(INODES, length)),
        ],
      },
    },
  };
}

/** The free space of a volume that is used to the given share and fills up, by default within two days. */
function dwindling(used: number, length: Duration, minutes = MINUTES_OF_TWO_DAYS): Segment {
  const left = CAPACITY * (1 - used);
  return increasing(-left / minutes, length, left);
}

/** What such a volume will have in four days, predicted after three hours. */
function forecastAfterThreeHours(used: number): number {
  const left = CAPACITY * (1 - used);
  return left - (left / MINUTES_OF_TWO_DAYS) * (3 * 60 + 4 * 1440);
}
