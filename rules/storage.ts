import type { Duration } from '../generators/base/duration.ts';
import { type BoundaryTests, following } from '../generators/define/boundary-tests.ts';
import { alert, compare, type RuleGroup, record } from '../generators/define/rules.ts';
import {
  constant,
  firesAt,
  type GivenSeries,
  given,
  increasing,
  quietAt,
  recordsAt,
  type Segment,
  scenario,
} from '../generators/define/scenario.ts';
import { relabelled } from '../generators/define/variants.ts';
import { where } from '../generators/promql/index.ts';
import { volumeAvailable, volumeCapacity, volumeInodes, volumeInodesFree } from '../metrics/kubernetes.ts';
import { backupLastSuccess } from '../metrics/observer.ts';
import { volumeAvailableForecast } from '../metrics/prometheus.ts';
import {
  availableInFourDays,
  backupAge,
  inodesUsed,
  volumeForecast,
  volumeUsed,
} from '../signals/storage.ts';
import { percent, type RuleContext, spoken } from './context.ts';

const CLAIM = { persistentvolumeclaim: 'observer-data' } as const;
const OTHER_CLAIM = { persistentvolumeclaim: 'observer-backup' } as const;
const NODE = { instance: '10.0.0.1:10250', node: 'node-1', metrics_path: '/metrics' } as const;

/** Whether there is room for what comes, and a copy of what came. */
export function storageRules({ thresholds, within }: RuleContext): RuleGroup {
  const scope = within('5m');
  const full = {
    ko: '{{ $labels.persistentvolumeclaim }}: {{ $value | humanizePercentage }} 사용 중',
    en: '{{ $labels.persistentvolumeclaim }}: {{ $value | humanizePercentage }} used.',
  };
  const age = spoken(thresholds.backupAgeSeconds);
  return {
    name: 'observer-storage',
    rules: [
      record(volumeAvailableForecast, availableInFourDays(within('1d')), {
        scenarios: [
          scenario('the trend is that of the last day, by the node that reports least', {
            given: [
              // Two days ago it fell faster; in the first half of the last day it stood, then it fell.
              available(
                NODE,
                increasing(-2 * MEGABYTE, '24h', CAPACITY),
                constant(HALF, '12h'),
                increasing(-MEGABYTE, '13h', HALF),
              ),
              available({ ...NODE, node: 'node-2' }, constant(CAPACITY, '49h')),
              available({ ...NODE, job: 'another' }, constant(0, '49h')),
              available({ ...NODE, namespace: 'another' }, constant(0, '49h')),
              available(
                { ...NODE, persistentvolumeclaim: `x-${CLAIM.persistentvolumeclaim}` },
                constant(0, '49h'),
              ),
            ],
            expect: [recordsAt('48h', CLAIM, [FORECAST - 0.01 * CAPACITY, FORECAST + 0.01 * CAPACITY])],
            evaluationInterval: '48h',
          }),
        ],
      }),
      alert('ObserverPVCAlmostFull', {
        severity: 'warning',
        condition: compare(volumeUsed, scope, '>', thresholds.volumeUsedRatio),
        for: '15m',
        summary: {
          ko: `PVC 사용량이 ${percent(thresholds.volumeUsedRatio)}를 초과함`,
          en: `A volume is more than ${percent(thresholds.volumeUsedRatio)} full.`,
        },
        description: full,
        boundaryTests: volumeDial,
        scenarios: [],
      }),
      alert('ObserverPVCFull', {
        severity: 'critical',
        condition: compare(volumeUsed, scope, '>', thresholds.volumeFullRatio),
        for: '1m',
        summary: {
          ko: `PVC 사용량이 ${percent(thresholds.volumeFullRatio)}를 초과해 곧 쓰기가 실패함`,
          en: `A volume is more than ${percent(thresholds.volumeFullRatio)} full: writes are about to fail.`,
        },
        description: full,
        boundaryTests: volumeDial,
        scenarios: [],
      }),
      alert('ObserverPVCFillingUp', {
        severity: 'warning',
        condition: compare(volumeForecast, scope, '<', 0).and(
          where(volumeUsed.query(scope), '>', thresholds.volumeForecastRatio),
          { on: ['namespace', 'persistentvolumeclaim'] },
        ),
        for: '1h',
        summary: {
          ko: 'PVC가 4일 안에 가득 찰 것으로 예상됨',
          en: 'A volume will be full within four days.',
        },
        description: {
          ko: '{{ $labels.persistentvolumeclaim }}: 지금 추세면 4일 뒤 {{ $value | humanize1024 }}B가 남습니다 (음수는 부족한 양).',
          en: '{{ $labels.persistentvolumeclaim }}: at this pace {{ $value | humanize1024 }}B will be left in four days (negative: what is missing).',
        },
        scenarios: [
          scenario('the volume is fuller than tolerated and loses in two days what it has left', {
            given: shrinking(halfWay(thresholds.volumeForecastRatio)),
            expect: [
              quietAt('55m'),
              firesAt('65m', { labels: CLAIM }),
              firesAt('3h', { labels: CLAIM, value: forecast(halfWay(thresholds.volumeForecastRatio)) }),
            ],
          }),
          scenario('somebody makes room', {
            given: [
              given(
                volumeAvailable,
                { ...CLAIM, ...NODE },
                dwindling(halfWay(thresholds.volumeForecastRatio), '2h'),
                constant(CAPACITY, '2h'),
              ),
              given(volumeCapacity, { ...CLAIM, ...NODE }, constant(CAPACITY, '4h')),
            ],
            expect: [firesAt('110m', { labels: CLAIM }), quietAt('125m')],
          }),
          scenario(
            'the volume is just a little fuller than tolerated, and another node believes it to be empty',
            {
              given: [
                ...shrinking(thresholds.volumeForecastRatio * 1.02, NEARLY_FOUR_DAYS),
                ...relabelled(volumeDial.given([{ value: 0.1, length: '4h' }]), { node: 'node-2' }),
              ],
              expect: [firesAt('90m', { labels: CLAIM })],
            },
          ),
          scenario('the volume is not quite as full as tolerated', {
            given: shrinking(thresholds.volumeForecastRatio * 0.97, NEARLY_FOUR_DAYS),
            expect: [quietAt('90m')],
          }),
          scenario('the volume is all but full, and stays so', {
            given: [
              given(volumeAvailable, { ...CLAIM, ...NODE }, constant(0.5, '4h')),
              given(volumeCapacity, { ...CLAIM, ...NODE }, constant(CAPACITY, '4h')),
            ],
            expect: [quietAt('3h')],
          }),
          scenario('one volume fills up and has room, another is full and stays so', {
            given: [
              ...shrinking(thresholds.volumeForecastRatio / 2),
              ...relabelled(
                volumeDial.given([{ value: halfWay(thresholds.volumeForecastRatio), length: '4h' }]),
                OTHER_CLAIM,
              ),
            ],
            expect: [quietAt('2h')],
          }),
          ...[
            { namespace: 'another' },
            { persistentvolumeclaim: `x-${CLAIM.persistentvolumeclaim}` },
            { job: 'another' },
          ].map((labels) =>
            scenario(`a volume of somebody else fills up: ${Object.entries(labels).flat().join(' ')}`, {
              given: [
                ...relabelled(
                  volumeDial.given([{ value: halfWay(thresholds.volumeForecastRatio), length: '4h' }]),
                  labels,
                ),
                given(
                  volumeAvailableForecast,
                  { ...CLAIM, ...('job' in labels ? {} : labels) },
                  constant(-CAPACITY, '4h'),
                ),
              ],
              expect: [quietAt('2h')],
            }),
          ),
          scenario('the volume is fuller than tolerated, and nothing is written', {
            given: volumeDial.given([{ value: halfWay(thresholds.volumeForecastRatio), length: '4h' }]),
            expect: [quietAt('3h')],
          }),
        ],
      }),
      alert('ObserverInodesAlmostExhausted', {
        severity: 'warning',
        condition: compare(inodesUsed, scope, '>', thresholds.inodesUsedRatio),
        for: '15m',
        summary: {
          ko: `inode 사용량이 ${percent(thresholds.inodesUsedRatio)}를 초과함`,
          en: `More than ${percent(thresholds.inodesUsedRatio)} of the inodes of a volume are used.`,
        },
        description: full,
        boundaryTests: {
          given: (phases) => [
            following(volumeInodesFree, { ...CLAIM, ...NODE }, phases, (used, length) =>
              constant(INODES * (1 - used), length),
            ),
            following(volumeInodes, { ...CLAIM, ...NODE }, phases, (_, length) => constant(INODES, length)),
          ],
          holdsAfter: '0m',
          labels: CLAIM,
          otherInstance: OTHER_CLAIM,
          splitSeries: besideAnEmptyOne,
        },
        scenarios: [],
      }),
      alert('ObserverBackupTooOld', {
        severity: 'warning',
        condition: compare(backupAge, scope, '>', thresholds.backupAgeSeconds),
        for: '15m',
        summary: { ko: `${age.ko} 넘게 성공한 백업이 없음`, en: `No backup succeeded for ${age.en}.` },
        description: {
          ko: '마지막 성공 이후 {{ $value | humanizeDuration }} 지났습니다.',
          en: '{{ $value | humanizeDuration }} since the last success.',
        },
        boundaryTests: {
          given: (phases) => [
            following(
              backupLastSuccess,
              { instance: '10.1.0.7:8000', pod: 'observer-0' },
              phases,
              (old, length, elapsed) =>
                // The clock of a scenario starts at 0, so an older backup has a negative time.
                increasing(60, length, elapsed - old),
            ),
          ],
          holdsAfter: '0m',
          // A pod that was replaced made its last backup long ago.
          splitSeries: (series, seriesAt) => [
            ...series,
            ...relabelled(seriesAt(thresholds.backupAgeSeconds * 3), {
              instance: '10.1.0.8:8000',
              pod: 'observer-1',
            }),
          ],
        },
        scenarios: [],
      }),
    ],
  };
}

const CAPACITY = 1e10;
const INODES = 655_360;

/** The volume as another node reports it, from which its pod has moved away. */
function besideAnEmptyOne(
  series: readonly GivenSeries[],
  seriesAt: (value: number) => readonly GivenSeries[],
): readonly GivenSeries[] {
  return [...series, ...relabelled(seriesAt(0.1), { node: 'node-2' })];
}

/** A volume that is used to the given share. */
const volumeDial: BoundaryTests = {
  given: (phases) => [
    following(volumeAvailable, { ...CLAIM, ...NODE }, phases, (used, length) =>
      constant(CAPACITY * (1 - used), length),
    ),
    following(volumeCapacity, { ...CLAIM, ...NODE }, phases, (_, length) => constant(CAPACITY, length)),
  ],
  holdsAfter: '0m',
  labels: CLAIM,
  otherInstance: OTHER_CLAIM,
  splitSeries: besideAnEmptyOne,
};

const halfWay = (ratio: number) => (1 + ratio) / 2;

const MINUTES_OF_TWO_DAYS = 2 * 1440;
const NEARLY_FOUR_DAYS = 3.9 * 1440;

/** What is left of a volume that is used to the given share and loses it, within two days unless told otherwise. */
function dwindling(used: number, length: Duration, minutes = MINUTES_OF_TWO_DAYS): Segment {
  const left = CAPACITY * (1 - used);
  return increasing(-left / minutes, length, left);
}

/** Such a volume, for four hours. */
function shrinking(used: number, minutes = MINUTES_OF_TWO_DAYS): readonly GivenSeries[] {
  return [
    given(volumeAvailable, { ...CLAIM, ...NODE }, dwindling(used, '4h', minutes)),
    given(volumeCapacity, { ...CLAIM, ...NODE }, constant(CAPACITY, '4h')),
  ];
}

const MEGABYTE = 1e6;
const HALF = CAPACITY / 2;

/**
 * Least squares over a day of which the first half stands and the second falls by a megabyte a minute, `fall` in all:
 * the slope is `fall` a day, the line ends 3/4 of `fall` below where it stood, and four days later it is there.
 */
const FALL = 720 * MEGABYTE;
const FORECAST = HALF - 0.75 * FALL - 4 * FALL;

const available = (
  labels: Readonly<Record<string, string>>,
  ...segments: readonly [Segment, ...Segment[]]
): GivenSeries => given(volumeAvailable, { ...CLAIM, ...labels }, ...segments);

/** What such a volume will have in four days, seen after three hours. */
function forecast(used: number): number {
  const left = CAPACITY * (1 - used);
  return left - (left / MINUTES_OF_TWO_DAYS) * (3 * 60 + 4 * 1440);
}
