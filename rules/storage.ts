import {
  type Alert,
  alert,
  compare,
  matching,
  type RuleGroup,
  spokenSeconds,
  spokenValue,
} from 'observability-as-code';
import { volumeRules } from 'observability-as-code/mixins/kubernetes';
import { where } from 'observability-as-code/promql';
import { backupAge, backupNeverSucceeded } from '../signals/storage.ts';
import type { RuleContext } from './context.ts';
import { storageCases } from './storage.cases.ts';

/** Whether there is room for what comes, and a copy of what came. */
export function storageRules(context: RuleContext): RuleGroup {
  const { config } = context;
  return {
    name: `${config.app}-storage`,
    rules: [...volumeRules(context), ...(config.parts.backup ? backupAlerts(context) : [])],
  };
}

/** Whether what was collected is archived. */
function backupAlerts(context: RuleContext): readonly Alert[] {
  const { thresholds, within } = context;
  const cases = storageCases(context);
  const age = spokenSeconds(thresholds.backupAgeSeconds);
  return [
    alert('ObserverBackupTooOld', {
      severity: 'warning',
      condition: compare(backupAge, within('5m'), '>', thresholds.backupAgeSeconds),
      for: '15m',
      summary: { ko: `${age.ko} 넘게 성공한 백업이 없음`, en: `No backup succeeded for ${age.en}.` },
      description: {
        ko: `마지막 성공 후 ${spokenValue.ko} 지남`,
        en: `${spokenValue.en} since the last success.`,
      },
      ...cases.backupTooOld,
    }),
    alert('ObserverBackupTooOld', {
      severity: 'warning',
      labels: { reason: 'never_succeeded' },
      condition: matching(where(backupNeverSucceeded(within('5m')), '==', 1)),
      for: '30m',
      panel: 'backup-first-success',
      summary: { ko: '백업이 한 번도 성공하지 않음', en: 'No backup has ever succeeded.' },
      description: {
        ko: '{{ $labels.job }}: 아카이브 디렉터리는 설정됐지만 성공한 백업이 없습니다.',
        en: '{{ $labels.job }} has a directory for archives, and no run has succeeded yet.',
      },
      ...cases.backupNeverSucceeded,
    }),
  ];
}
