import { type Panel, plot, type Row, row, timeseries } from '../../define/dashboard.ts';
import { libraryText } from '../../define/text.ts';
import type { NodeSignals } from './signals.ts';

export type NodePanels = Readonly<
  Record<'eventLoopDelay' | 'heap' | 'openFiles' | 'garbageCollection', Panel>
>;

const SIZE = { width: 6, height: 8 } as const;
const UNKNOWN = libraryText({ ko: '한도를 알 수 없음', en: 'no limit known' });
const LEGEND = { legend: '{{pod}}' } as const;

export function nodePanels(signals: NodeSignals): NodePanels {
  return {
    eventLoopDelay: timeseries({
      key: 'nodejs-event-loop-delay',
      title: 'Event Loop Delay',
      description: {
        bad: libraryText({
          ko: '임계값 선을 웃돌면 모든 요청이 그만큼 늦게 처리됩니다.',
          en: 'Above the line: every request waits for at least as long.',
        }),
        next: libraryText({
          ko: 'CPU 프로파일로 오래 걸리는 동기 작업을 찾으세요.',
          en: 'Find the long synchronous work with a CPU profile.',
        }),
      },
      unit: 's',
      min: 0,
      plots: [plot(signals.eventLoopDelay, LEGEND)],
      ...SIZE,
    }),
    heap: timeseries({
      key: 'nodejs-heap-used',
      title: 'JavaScript Heap Used',
      description: {
        bad: libraryText({
          ko: '내려가지 않고 계속 늘면 누수입니다.',
          en: 'Growth that never falls back is a leak.',
        }),
        next: libraryText({
          ko: 'heap 스냅숏을 두 번 떠서 비교하세요.',
          en: 'Take two snapshots of the heap and compare them.',
        }),
      },
      unit: 'percentunit',
      min: 0,
      max: 1,
      plots: [plot(signals.heapUsedRatio, LEGEND)],
      noValue: UNKNOWN,
      ...SIZE,
    }),
    openFiles: timeseries({
      key: 'process-open-files',
      title: 'Open Files',
      description: {
        bad: libraryText({
          ko: '계속 늘면 파일이나 연결이 닫히지 않는 것입니다.',
          en: 'Growth without end: files or connections are not being closed.',
        }),
        next: libraryText({
          ko: '/proc/<pid>/fd에서 무엇이 열려 있는지 확인하세요.',
          en: 'See in /proc/<pid>/fd what is open.',
        }),
      },
      unit: 'percentunit',
      min: 0,
      max: 1,
      plots: [plot(signals.openFilesRatio, LEGEND)],
      noValue: UNKNOWN,
      ...SIZE,
    }),
    garbageCollection: timeseries({
      key: 'nodejs-gc-time',
      title: 'Garbage Collection Time',
      description: {
        bad: libraryText({
          ko: '10%를 넘으면 heap이 모자라거나 객체를 너무 많이 만드는 것입니다.',
          en: 'Above 10 %: the heap is short, or too many objects are made.',
        }),
        next: libraryText({
          ko: 'JavaScript Heap Used와 비교하세요.',
          en: 'Compare with JavaScript Heap Used.',
        }),
      },
      unit: 'percentunit',
      min: 0,
      plots: [plot(signals.garbageCollectionTime, LEGEND)],
      ...SIZE,
    }),
  };
}

/** Whether the process is close to a limit. */
export const nodeRow = (panels: NodePanels): Row => row('process', 'Process', Object.values(panels));
