import type { NodeMetrics, ProcessMetrics } from '../../contract/process.ts';
import { type Signal, signal } from '../../define/signal.ts';
import { libraryText } from '../../define/text.ts';
import { divide, max, rate, select, sum, where } from '../../promql/index.ts';

/** Created with `processMetrics` and `nodeMetrics`. */
export type Metrics = ProcessMetrics<TargetLabel> & NodeMetrics<TargetLabel>;

/** The labels of a target that the queries keep. */
type TargetLabel = 'namespace' | 'job' | 'instance' | 'pod';

export const PER_POD = ['namespace', 'job', 'pod'] as const;

type PodSignal = Signal<(typeof PER_POD)[number]>;

export interface NodeSignals {
  readonly eventLoopDelay: PodSignal;
  readonly heapUsedRatio: PodSignal;
  readonly openFilesRatio: PodSignal;
  readonly garbageCollectionTime: PodSignal;
}

export function nodeSignals(metrics: Metrics): NodeSignals {
  return {
    eventLoopDelay: signal(
      'nodejs-event-loop-delay',
      libraryText({
        ko: '이벤트 루프의 타이머가 늦어진 시간의 P99입니다.',
        en: 'By how much timers of the event loop were late: 99 % by less.',
      }),
      (scope) => max(select(scope, metrics.eventLoopDelay, { statistic: 'p99' }), PER_POD),
    ),
    heapUsedRatio: signal(
      'nodejs-heap-used',
      libraryText({
        ko: '자랄 수 있는 한도 대비 사용 중인 JavaScript heap의 비율입니다.',
        en: 'Share of what the JavaScript heap may grow to that is in use.',
      }),
      (scope) =>
        max(
          divide(select(scope, metrics.heapUsed), where(select(scope, metrics.heapLimit), '>', 0)),
          PER_POD,
        ),
    ),
    // A limit of 0 means that the system does not report it.
    openFilesRatio: signal(
      'process-open-files',
      libraryText({
        ko: '열 수 있는 파일 디스크립터 가운데 열려 있는 비율입니다.',
        en: 'Share of the file descriptors that the process may open that are open.',
      }),
      (scope) =>
        max(
          divide(
            select(scope, metrics.processOpenFiles),
            where(select(scope, metrics.processMaxOpenFiles), '>', 0),
          ),
          PER_POD,
        ),
    ),
    garbageCollectionTime: signal(
      'nodejs-gc-time',
      libraryText({
        ko: '가비지 컬렉션으로 멈춘 시간의 비율입니다.',
        en: 'Share of the time in which the process pauses for garbage collection.',
      }),
      (scope) => sum(rate(select(scope, metrics.garbageCollection.sum), scope.window), PER_POD),
    ),
  };
}
