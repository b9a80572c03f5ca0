import { bargauge, gauge, plot, row, stat, timeseries } from '../generators/define/dashboard.ts';
import {
  backupAge,
  backupSize,
  inodesUsed,
  jsonlFileCount,
  volumeForecast,
  volumeUsed,
} from '../signals/storage.ts';

/** Will what was collected still fit, and is it safe? */
export const storage = row('storage', 'Storage', [
  gauge({
    key: 'pvc-usage',
    title: 'PVC Usage (%)',
    description: {
      bad: {
        ko: '주황색은 경고, 빨간색은 쓰기가 곧 실패한다는 뜻입니다.',
        en: 'Orange is a warning; red means that writes are about to fail.',
      },
      next: {
        ko: '오래된 JSONL이 백업되었는지 확인한 뒤 정리하거나 볼륨을 늘리세요.',
        en: 'Remove JSONL files that are backed up, or grow the volume.',
      },
    },
    unit: 'percentunit',
    min: 0,
    max: 1,
    decimals: 1,
    plots: [plot(volumeUsed, { legend: '{{persistentvolumeclaim}}' })],
    width: 6,
    height: 7,
  }),
  bargauge({
    key: 'pvc-inode-usage',
    title: 'PVC Inode Usage',
    description: {
      bad: {
        ko: 'inode가 바닥나면 공간이 남아도 파일을 만들 수 없습니다.',
        en: 'Without inodes no file can be created, however much space is left.',
      },
      next: {
        ko: '작은 파일이 쌓인 디렉터리를 찾아 압축하거나 지우세요.',
        en: 'Find the directory with many small files; archive or delete them.',
      },
    },
    unit: 'percentunit',
    min: 0,
    max: 1,
    decimals: 1,
    plots: [plot(inodesUsed, { legend: '{{persistentvolumeclaim}}' })],
    width: 6,
    height: 7,
  }),
  timeseries({
    key: 'pvc-forecast',
    title: 'PVC Forecast',
    description: {
      bad: {
        ko: '0 아래로 내려가면 4일 안에 볼륨이 가득 찹니다.',
        en: 'Below zero: the volume is full within four days.',
      },
      next: {
        ko: '보존 기간과 백업을 점검하고 볼륨 확장을 준비하세요.',
        en: 'Review retention and backups, and prepare to grow the volume.',
      },
    },
    unit: 'bytes',
    plots: [plot(volumeForecast, { legend: '{{persistentvolumeclaim}}' })],
    width: 12,
    height: 7,
  }),
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
    width: 12,
    height: 7,
  }),
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
    width: 6,
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
    plots: [plot(backupAge, { legend: '{{job}}' })],
    width: 6,
    height: 7,
  }),
]);
