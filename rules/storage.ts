import { alert, type RuleGroup, record, when } from '../generators/definitions/rules.ts';
import {
  counting,
  firesAt,
  given,
  level,
  quietAt,
  type Segment,
  scenario,
} from '../generators/definitions/scenario.ts';
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
      record(volumeAvailableForecast, availableInFourDays(within('1d'))),
      alert('ObserverPVCAlmostFull', {
        severity: 'warning',
        condition: when(volumeUsed, scope, '>', thresholds.volumeUsedRatio),
        for: '15m',
        summary: {
          ko: `PVC 사용량이 ${percent(thresholds.volumeUsedRatio)}를 초과함`,
          en: `A volume is more than ${percent(thresholds.volumeUsedRatio)} full.`,
        },
        description: full,
        scenarios: [
          scenario('nine tenths of a volume are used', {
            given: [available(level(1e9, '1h')), capacity('1h')],
            expect: [quietAt('10m'), firesAt('20m', { labels: CLAIM, value: 0.9 })],
          }),
          scenario('four fifths of a volume are used', {
            given: [available(level(2e9, '1h')), capacity('1h')],
            expect: [quietAt('40m')],
          }),
          scenario('two kubelets report the volume after its pod moved', {
            given: [
              available(level(1e9, '1h')),
              capacity('1h'),
              given(volumeAvailable, { ...CLAIM, ...NODE, node: 'node-2' }, level(2e9, '1h')),
            ],
            expect: [firesAt('20m', { labels: CLAIM, value: 0.9 })],
          }),
          scenario('somebody cleans up', {
            given: [available(level(1e9, '30m'), level(6e9, '1h')), capacity('2h')],
            expect: [firesAt('25m', { labels: CLAIM, value: 0.9 }), quietAt('35m')],
          }),
        ],
      }),
      alert('ObserverPVCFull', {
        severity: 'critical',
        condition: when(volumeUsed, scope, '>', thresholds.volumeFullRatio),
        for: '1m',
        summary: {
          ko: `PVC 사용량이 ${percent(thresholds.volumeFullRatio)}를 초과해 곧 쓰기가 실패함`,
          en: `A volume is more than ${percent(thresholds.volumeFullRatio)} full: writes are about to fail.`,
        },
        description: full,
        scenarios: [
          scenario('all but a hundredth of a volume is used', {
            given: [available(level(1e8, '1h')), capacity('1h')],
            expect: [firesAt('5m', { labels: CLAIM, value: 0.99 })],
          }),
          scenario('nine tenths of a volume are used', {
            given: [available(level(1e9, '1h')), capacity('1h')],
            expect: [quietAt('30m')],
          }),
        ],
      }),
      alert('ObserverPVCFillingUp', {
        severity: 'warning',
        condition: when(volumeForecast, scope, '<', 0).and(
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
          scenario('the last third of a volume shrinks by a gigabyte in ten hours', {
            given: [available(counting(-1e9 / 600, '4h', 3.5e9)), capacity('4h')],
            expect: [
              quietAt('30m'),
              firesAt('3h', { labels: CLAIM, value: 3.5e9 - (1e9 / 600) * (180 + 5760) }),
            ],
          }),
          scenario('an almost empty volume shrinks as fast', {
            given: [available(counting(-1e9 / 600, '4h', 9.5e9)), capacity('4h')],
            expect: [quietAt('3h')],
          }),
        ],
      }),
      alert('ObserverInodesAlmostExhausted', {
        severity: 'warning',
        condition: when(inodesUsed, scope, '>', thresholds.inodesUsedRatio),
        for: '15m',
        summary: {
          ko: `inode 사용량이 ${percent(thresholds.inodesUsedRatio)}를 초과함`,
          en: `More than ${percent(thresholds.inodesUsedRatio)} of the inodes of a volume are used.`,
        },
        description: full,
        scenarios: [
          scenario('nine tenths of the inodes are used', {
            given: inodes(65_536, 655_360),
            expect: [quietAt('10m'), firesAt('25m', { labels: CLAIM, value: 0.9 })],
          }),
          scenario('few inodes are used', { given: inodes(600_000, 655_360), expect: [quietAt('40m')] }),
        ],
      }),
      alert('ObserverBackupTooOld', {
        severity: 'warning',
        condition: when(backupAge, scope, '>', thresholds.backupAgeSeconds),
        for: '15m',
        summary: { ko: `${age.ko} 넘게 성공한 백업이 없음`, en: `No backup succeeded for ${age.en}.` },
        description: {
          ko: '마지막 성공 이후 {{ $value | humanizeDuration }} 지났습니다.',
          en: '{{ $value | humanizeDuration }} since the last success.',
        },
        scenarios: [
          scenario('the last backup is twenty-seven hours old', {
            // The clock of a scenario starts at 0, so an older backup has a negative time.
            given: [backup(level(-97_200, '1h'))],
            expect: [quietAt('10m'), firesAt('30m', { labels: {}, value: 99_000 })],
          }),
          scenario('the last backup is an hour old', {
            given: [backup(level(-3600, '1h'))],
            expect: [quietAt('40m')],
          }),
        ],
      }),
    ],
  };
}

const available = (...segments: readonly [Segment, ...Segment[]]) =>
  given(volumeAvailable, { ...CLAIM, ...NODE }, ...segments);

const capacity = (length: '1h' | '2h' | '4h') =>
  given(volumeCapacity, { ...CLAIM, ...NODE }, level(1e10, length));

const inodes = (free: number, all: number) => [
  given(volumeInodesFree, { ...CLAIM, ...NODE }, level(free, '1h')),
  given(volumeInodes, { ...CLAIM, ...NODE }, level(all, '1h')),
];

const backup = (...segments: readonly [Segment, ...Segment[]]) =>
  given(backupLastSuccess, { instance: '10.1.0.7:8000', pod: 'observer-0' }, ...segments);
