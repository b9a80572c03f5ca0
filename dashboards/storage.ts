import {
  customize,
  type Panel,
  plot,
  row,
  type ServiceConfig,
  stat,
  timeseries,
} from 'observability-as-code';
import { volumePanels } from 'observability-as-code/mixins/kubernetes';
import { backupAge, backupSize, backupState, jsonlFileCount } from '../signals/storage.ts';
import { TRACKS } from './tracks.ts';

/** Will what was collected still fit, and is it safe? */
export const storage = ({ parts }: ServiceConfig) =>
  row('storage', 'Storage', [...room, ...(parts.backup ? backups : [])], { isCollapsed: true });

const room: readonly Panel[] = [
  customize(volumePanels.usage, {
    description: {
      next: {
        ko: '오래된 JSONL이 백업되었는지 확인한 뒤 정리하거나 볼륨을 늘리세요.',
        en: 'Remove JSONL files that are backed up, or grow the volume.',
      },
    },
  }),
  volumePanels.inodes,
  volumePanels.forecast,
  timeseries({
    key: 'jsonl-file-count',
    title: 'JSONL File Count',
    description: {
      bad: {
        ko: '장이 열린 날에 늘지 않으면 수집이, 끝없이 늘면 정리 작업이 멈춘 것입니다.',
        en: 'No growth on a trading day: collection stands still. Growth without end: the clean-up does.',
      },
      next: {
        ko: 'JSONL Write Throughput과 백업 작업을 확인하세요.',
        en: 'Look at JSONL Write Throughput and at the backup job.',
      },
    },
    unit: 'short',
    decimals: 0,
    min: 0,
    plots: [plot(jsonlFileCount, { legend: 'track {{track}}' })],
    series: TRACKS,
    width: 9,
    height: 7,
  }),
];

const backups: readonly Panel[] = [
  stat({
    key: 'backup-archive-size',
    title: 'Backup Archive Size',
    description: {
      bad: {
        ko: '전날보다 크게 작아지면 일부 데이터가 빠졌을 수 있습니다.',
        en: 'Much smaller than the day before: part of the data may be missing.',
      },
      next: {
        ko: '백업 작업의 로그와 원본 파일 수를 비교하세요.',
        en: 'Compare the log of the backup job with the number of files.',
      },
    },
    unit: 'bytes',
    plots: [plot(backupSize, { legend: '{{job}}' })],
    width: 5,
    height: 7,
  }),
  stat({
    key: 'backup-age',
    title: 'Backup Age',
    description: {
      bad: {
        ko: '주황색이면 일일 백업이 실패한 것입니다.',
        en: 'Orange: the daily backup failed.',
      },
      next: {
        ko: '백업 작업의 로그를 확인하고 수동으로 한 번 실행하세요.',
        en: 'Read the log of the backup job and run it once by hand.',
      },
    },
    unit: 's',
    decimals: 1,
    noValue: { ko: '성공한 백업 없음', en: 'no success yet' },
    plots: [plot(backupAge, { legend: '{{job}}' })],
    width: 5,
    height: 7,
  }),
  stat({
    key: 'backup-first-success',
    title: 'Backup',
    description: {
      bad: {
        ko: '주황색이면 아카이브 디렉터리는 있지만 한 번도 백업이 성공하지 않은 것입니다.',
        en: 'Orange: there is a directory for archives, and no run has ever succeeded.',
      },
      next: {
        ko: '백업 작업의 로그를 확인하세요. 설정하지 않았다면 OBSERVER_ARCHIVE_DIR을 지정하세요.',
        en: 'Read the log of the backup. Where none is configured, set OBSERVER_ARCHIVE_DIR.',
      },
    },
    unit: 'short',
    noValue: { ko: '메트릭 없음', en: 'not measured' },
    plots: [plot(backupState, { legend: '{{job}}' })],
    mappings: [
      { value: 0, text: { ko: '설정 안 됨', en: 'not configured' }, color: 'text' },
      { value: 1, text: { ko: '성공 없음', en: 'never succeeded' }, color: 'orange' },
      { value: 2, text: { ko: '성공한 적 있음', en: 'has succeeded' }, color: 'green' },
    ],
    width: 5,
    height: 7,
  }),
];
