import { type Alert, alert, compare, spokenSeconds, spokenValue } from 'observability-as-code';
import { queueAge, recordsRefused, writeErrors } from '../signals/collection.ts';
import type { RuleContext } from './context.ts';
import { writingCases } from './writing.cases.ts';

/** Whether what was collected reaches the disk, at any time of the day. */
export function writingAlerts(context: RuleContext): readonly Alert[] {
  const { config, thresholds, within } = context;
  const cases = writingCases(context);
  const age = spokenSeconds(thresholds.queueAgeSeconds);
  return [
    alert('ObserverWriteErrors', {
      severity: 'critical',
      // The volume that the files lie on, so that only its own alert leads this one.
      labels: { persistentvolumeclaim: `${config.app}-data` },
      inhibitedBy: [{ alert: 'ObserverPVCFull', equal: ['persistentvolumeclaim'] }],
      condition: compare(writeErrors, within('5m'), '>=', thresholds.writeErrors),
      for: '2m',
      summary: { ko: 'JSONL 파일에 쓸 수 없음', en: 'JSONL files cannot be written.' },
      description: {
        ko: '최근 5분간 {{ printf "%.0f" $value }}번 실패 (원인: {{ $labels.reason }}). 큐가 가득 차면 레코드를 잃습니다.',
        en: '{{ printf "%.0f" $value }} failures within five minutes ({{ $labels.reason }}). Records are lost once the queue is full.',
      },
      ...cases.writeErrors,
    }),
    alert('ObserverRecordsRefused', {
      severity: 'critical',
      inhibitedBy: [{ alert: 'ObserverWriteErrors', equal: ['job'] }],
      // No record is refused that is not lost: one is enough.
      condition: compare(recordsRefused, within('5m'), '>=', 1),
      keepFiringFor: '10m',
      summary: {
        ko: '쓰기 큐가 가득 차 레코드를 잃고 있음',
        en: 'Records are lost: the write queue is full.',
      },
      description: {
        ko: '트랙 {{ $labels.track }}: 최근 5분간 {{ printf "%.0f" $value }}건을 잃었습니다.',
        en: 'Track {{ $labels.track }}: {{ printf "%.0f" $value }} records lost within five minutes.',
      },
      ...cases.recordsRefused,
    }),
    alert('ObserverWriteQueueSlow', {
      severity: 'warning',
      inhibitedBy: [{ alert: 'ObserverWriteErrors', equal: ['job'] }],
      condition: compare(queueAge, within('5m'), '>', thresholds.queueAgeSeconds),
      for: '5m',
      summary: {
        ko: `레코드가 ${age.ko} 넘게 쓰기를 기다림`,
        en: `Records wait for more than ${age.en} to be written.`,
      },
      description: {
        ko: `Pod {{ $labels.pod }}: ${spokenValue.ko}째 대기 중. 디스크가 느립니다.`,
        en: `Pod {{ $labels.pod }}: the oldest has waited for ${spokenValue.en}. The disk is slow.`,
      },
      ...cases.writeQueueSlow,
    }),
  ];
}
