import { shownAs, signal } from '../../../define/signal.ts';
import { libraryText } from '../../../define/text.ts';
import { divide, max, min, predictLinear, type Scope, select, subtractFrom } from '../../../promql/index.ts';
import {
  volumeAvailable,
  volumeAvailableForecast,
  volumeCapacity,
  volumeInodes,
  volumeInodesFree,
} from '../metrics.ts';

export const PER_CLAIM = ['namespace', 'persistentvolumeclaim'] as const;

/**
 * Computed from available space, not used space: an ext4 file system reserves about 5 % for root, so used and
 * available do not add up to the capacity. The smallest value of several kubelets counts, because two report
 * a volume that moved.
 */
export const volumeUsed = signal(
  'volume-used',
  libraryText({
    ko: 'PVC 사용률입니다. 예약 영역을 뺀 가용 공간으로 계산합니다.',
    en: 'Share of each volume that is used, counted from what is still available.',
  }),
  (scope) =>
    subtractFrom(1, min(divide(select(scope, volumeAvailable), select(scope, volumeCapacity)), PER_CLAIM)),
);

export const inodesUsed = signal(
  'volume-inodes-used',
  libraryText({ ko: 'PVC의 inode 사용률입니다.', en: 'Share of the inodes of each volume that is used.' }),
  (scope) =>
    subtractFrom(1, min(divide(select(scope, volumeInodesFree), select(scope, volumeInodes)), PER_CLAIM)),
);

const FOUR_DAYS = 4 * 86_400;

/**
 * The recorded forecast. Over a day, because six hours of a service with quiet hours would be only rest or
 * only work.
 */
export const availableInFourDays = (scope: Scope) =>
  min(predictLinear(select(scope, volumeAvailable), scope.window, FOUR_DAYS), PER_CLAIM);

export const volumeForecast = signal(
  'volume-forecast',
  libraryText({
    ko: '최근 하루의 추세가 이어질 때 4일 뒤에 남을 공간입니다.',
    en: 'Bytes that will be available in four days if the last day repeats itself.',
  }),
  (scope) => select(scope, volumeAvailableForecast),
);

/**
 * As shares, so that a small volume is not flat next to a large one. The alert compares with 0, which is the
 * same in both.
 */
export const volumeForecastShare = shownAs(
  volumeForecast,
  libraryText({
    ko: '최근 하루의 추세가 이어질 때 4일 뒤에 남을 공간의 비율입니다.',
    en: 'Share of each volume that will be available in four days if the last day repeats itself.',
  }),
  (scope) =>
    divide(
      max(select(scope, volumeAvailableForecast), PER_CLAIM),
      max(select(scope, volumeCapacity), PER_CLAIM),
    ),
);
