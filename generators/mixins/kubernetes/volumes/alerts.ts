import type { RuleContext } from '../../../define/rule-context.ts';
import { type Alert, alert, compare, type RecordingRule, record } from '../../../define/rules.ts';
import { libraryText } from '../../../define/text.ts';
import { percent } from '../../../define/wording.ts';
import { where } from '../../../promql/index.ts';
import { volumeAvailableForecast } from '../metrics.ts';
import { volumeCases } from './alerts.cases.ts';
import { availableInFourDays, inodesUsed, PER_CLAIM, volumeForecast, volumeUsed } from './signals.ts';
import type { VolumeThreshold } from './thresholds.ts';

/** Alerts on the free space of the service's volumes. */
export function volumeRules(context: RuleContext<VolumeThreshold>): readonly (Alert | RecordingRule)[] {
  const { prefix, thresholds, within } = context;
  const scope = within('5m');
  const cases = volumeCases(context);
  const used = libraryText({
    ko: '{{ $labels.persistentvolumeclaim }}: {{ $value | humanizePercentage }} 사용 중',
    en: '{{ $labels.persistentvolumeclaim }}: {{ $value | humanizePercentage }} used.',
  });
  return [
    record(volumeAvailableForecast, availableInFourDays(within('1d')), cases.forecast),
    alert(`${prefix}PVCAlmostFull`, {
      severity: 'warning',
      inhibitedBy: [{ alert: `${prefix}PVCFull`, equal: ['persistentvolumeclaim'] }],
      condition: compare(volumeUsed, scope, '>', thresholds.volumeUsedRatio),
      for: '15m',
      summary: libraryText({
        ko: `PVC 사용량이 ${percent(thresholds.volumeUsedRatio)}를 초과함`,
        en: `A volume is more than ${percent(thresholds.volumeUsedRatio)} full.`,
      }),
      description: used,
      ...cases.used,
    }),
    alert(`${prefix}PVCFull`, {
      severity: 'critical',
      condition: compare(volumeUsed, scope, '>', thresholds.volumeFullRatio),
      for: '1m',
      summary: libraryText({
        ko: `PVC 사용량이 ${percent(thresholds.volumeFullRatio)}를 초과함: 곧 쓰기 실패`,
        en: `A volume is more than ${percent(thresholds.volumeFullRatio)} full: writes are about to fail.`,
      }),
      description: used,
      ...cases.used,
    }),
    alert(`${prefix}PVCFillingUp`, {
      severity: 'warning',
      inhibitedBy: [
        { alert: `${prefix}PVCFull`, equal: ['persistentvolumeclaim'] },
        { alert: `${prefix}PVCAlmostFull`, equal: ['persistentvolumeclaim'] },
      ],
      condition: compare(volumeForecast, scope, '<', 0).and(
        where(volumeUsed.query(scope), '>', thresholds.volumeForecastRatio),
        { on: PER_CLAIM },
      ),
      for: '1h',
      summary: libraryText({
        ko: 'PVC가 4일 안에 가득 찰 것으로 예상됨',
        en: 'A volume will be full within four days.',
      }),
      description: libraryText({
        ko: '{{ $labels.persistentvolumeclaim }}: 4일 뒤 예상 여유 공간 {{ $value | humanize1024 }}B (0 이하면 가득 참)',
        en: '{{ $labels.persistentvolumeclaim }}: {{ $value | humanize1024 }}B will be free in four days (full at 0).',
      }),
      ...cases.fillingUp,
    }),
    alert(`${prefix}InodesAlmostExhausted`, {
      severity: 'warning',
      condition: compare(inodesUsed, scope, '>', thresholds.inodesUsedRatio),
      for: '15m',
      summary: libraryText({
        ko: `inode 사용량이 ${percent(thresholds.inodesUsedRatio)}를 초과함`,
        en: `More than ${percent(thresholds.inodesUsedRatio)} of the inodes of a volume are used.`,
      }),
      description: used,
      ...cases.inodesUsed,
    }),
  ];
}
