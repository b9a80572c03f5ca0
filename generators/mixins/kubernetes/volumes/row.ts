import { bargauge, gauge, plot, type Row, row, timeseries } from '../../../define/dashboard.ts';
import { libraryText } from '../../../define/text.ts';
import { inodesUsed, volumeForecastShare, volumeUsed } from './signals.ts';

const usage = gauge({
  key: 'pvc-usage',
  title: 'PVC Usage (%)',
  description: {
    bad: libraryText({
      ko: '주황색은 경고, 빨간색은 쓰기가 곧 실패한다는 뜻입니다.',
      en: 'Orange is a warning; red means that writes are about to fail.',
    }),
    next: libraryText({
      ko: '필요 없는 파일을 지우거나 볼륨을 늘리세요.',
      en: 'Delete what is no longer needed, or grow the volume.',
    }),
  },
  unit: 'percentunit',
  min: 0,
  max: 1,
  decimals: 1,
  plots: [plot(volumeUsed, { legend: '{{persistentvolumeclaim}}' })],
  width: 8,
  height: 8,
});

const inodes = bargauge({
  key: 'pvc-inode-usage',
  title: 'PVC Inode Usage',
  description: {
    bad: libraryText({
      ko: 'inode가 바닥나면 공간이 남아도 파일을 만들 수 없습니다.',
      en: 'Without inodes no file can be created, however much space is left.',
    }),
    next: libraryText({
      ko: '작은 파일이 쌓인 디렉터리를 찾아 압축하거나 지우세요.',
      en: 'Find the directory with many small files; archive or delete them.',
    }),
  },
  unit: 'percentunit',
  min: 0,
  max: 1,
  decimals: 1,
  plots: [plot(inodesUsed, { legend: '{{persistentvolumeclaim}}' })],
  width: 8,
  height: 8,
});

const forecast = timeseries({
  key: 'pvc-forecast',
  title: 'PVC Forecast',
  description: {
    bad: libraryText({
      ko: '0 아래로 내려가면 4일 안에 볼륨이 가득 찹니다.',
      en: 'Below zero: the volume is full within four days.',
    }),
    next: libraryText({
      ko: '보존 기간과 백업을 점검하고 볼륨 확장을 준비하세요.',
      en: 'Review retention and backups, and prepare to grow the volume.',
    }),
  },
  unit: 'percentunit',
  decimals: 0,
  plots: [plot(volumeForecastShare, { legend: '{{persistentvolumeclaim}}' })],
  width: 8,
  height: 8,
});

export const volumePanels = { usage, inodes, forecast } as const;

/** Whether there is free space. */
export const volumeRow = (): Row => row('volumes', 'Volumes', [usage, inodes, forecast]);
