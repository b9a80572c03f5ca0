import { customize, plot, type Row, row, stat, timeseries } from '../../../define/dashboard.ts';
import type { Signal } from '../../../define/signal.ts';
import { libraryText } from '../../../define/text.ts';
import {
  cpuLimit,
  cpuRequest,
  cpuThrottledRatio,
  cpuUsed,
  crashLooping,
  memoryLimit,
  memoryRequest,
  memoryUsed,
  memoryUsedRatio,
  outOfMemory,
  podRestarts,
  podsInPhase,
} from './signals.ts';

/** Lines to compare the usage with. */
const lines = (limit: Signal, request: Signal) => [
  plot(limit, { ref: 'Limit', legend: 'limit', color: 'red', isLimit: true }),
  plot(request, { ref: 'Request', legend: 'request', color: 'text', isLimit: true }),
];

const podStatus = stat({
  key: 'pod-status',
  title: 'Pod Status',
  description: {
    shows: libraryText({
      ko: '상태(Running, Pending, Failed)별 Pod 수와, CrashLoopBackOff이거나 마지막에 OOMKilled된 컨테이너입니다.',
      en: 'Pods by phase (Running, Pending, Failed), and containers in CrashLoopBackOff or last OOM-killed.',
    }),
    bad: libraryText({
      ko: 'Failed나 Pending이 1분 넘게 보이면 문제입니다.',
      en: 'Failed or Pending for more than a minute.',
    }),
    next: libraryText({
      ko: 'kubectl describe pod로 이벤트를 보고 Pod Restarts 패널을 확인하세요.',
      en: 'Read the events with kubectl describe pod, then look at Pod Restarts.',
    }),
  },
  unit: 'short',
  decimals: 0,
  plots: [
    plot(podsInPhase('Running'), { ref: 'Running', legend: '{{phase}}', color: 'green' }),
    plot(podsInPhase('Pending'), { ref: 'Pending', legend: '{{phase}}', color: 'orange' }),
    plot(podsInPhase('Failed'), { ref: 'Failed', legend: '{{phase}}', color: 'red' }),
    plot(crashLooping, { ref: 'CrashLoopBackOff', legend: 'CrashLoopBackOff', color: 'red' }),
    plot(outOfMemory, { ref: 'OOMKilled', legend: 'OOMKilled', color: 'orange' }),
  ],
  // No pod in a phase is not noteworthy, whatever its colour.
  mappings: [{ value: 0, text: libraryText({ ko: '0', en: '0' }), color: 'text' }],
  noValue: libraryText({ ko: 'Pod 없음', en: 'no pods' }),
  width: 5,
  height: 6,
});

const restarts = stat({
  key: 'pod-restarts',
  title: 'Pod Restarts',
  description: {
    bad: libraryText({
      ko: '주황색이면 알림 임계값에 닿은 것입니다.',
      en: 'Orange: as many as the alert tolerates.',
    }),
    next: libraryText({
      ko: 'kubectl logs --previous로 직전 컨테이너의 마지막 로그를 확인하세요.',
      en: 'Read the last words of the container with kubectl logs --previous.',
    }),
  },
  unit: 'short',
  decimals: 0,
  plots: [plot(podRestarts, { legend: '{{pod}}/{{container}}' })],
  noValue: libraryText({ ko: 'Pod 없음', en: 'no pods' }),
  width: 4,
  height: 6,
});

const memory = timeseries({
  key: 'memory-usage',
  title: 'Memory Usage',
  description: {
    bad: libraryText({
      ko: '계속 늘기만 하면 누수이고, 제한에 닿으면 OOM으로 종료됩니다.',
      en: 'Growth without end is a leak; at the limit the container is killed.',
    }),
    next: libraryText({
      ko: 'Pod Restarts에서 OOMKilled를 확인하고 제한을 검토하세요.',
      en: 'Look for OOMKilled at Pod Restarts and review the limit.',
    }),
  },
  unit: 'bytes',
  min: 0,
  plots: [plot(memoryUsed, { legend: '{{pod}}' }), ...lines(memoryLimit, memoryRequest)],
  width: 12,
  height: 9,
});

const cpu = timeseries({
  key: 'cpu-usage',
  title: 'CPU Usage',
  description: {
    bad: libraryText({
      ko: '제한에 닿으면 스로틀링으로 응답이 느려집니다.',
      en: 'At the limit the container is throttled and answers slow down.',
    }),
    next: libraryText({
      ko: '느려진 작업과 같은 시각에 올라갔는지 비교하고 제한을 검토하세요.',
      en: 'Compare the time of the rise with what became slow, and review the limit.',
    }),
  },
  unit: 'short',
  min: 0,
  plots: [plot(cpuUsed, { legend: '{{pod}}' }), ...lines(cpuLimit, cpuRequest)],
  width: 12,
  height: 9,
});

const memoryRatio = timeseries({
  key: 'memory-used-ratio',
  title: 'Memory of Limit',
  description: {
    bad: libraryText({
      ko: '선을 넘으면 곧 OOMKilled로 종료됩니다.',
      en: 'Above the line: the container will soon be OOM-killed.',
    }),
    next: libraryText({
      ko: 'Memory Usage에서 계속 늘고 있는지 보고, 누수가 아니면 제한을 늘리세요.',
      en: 'See at Memory Usage whether it keeps growing; if it is no leak, raise the limit.',
    }),
  },
  unit: 'percentunit',
  min: 0,
  plots: [plot(memoryUsedRatio, { legend: '{{pod}}' })],
  noValue: libraryText({ ko: '제한 없음', en: 'no limit' }),
  width: 12,
  height: 8,
});

const throttling = timeseries({
  key: 'cpu-throttling',
  title: 'CPU Throttling',
  description: {
    bad: libraryText({
      ko: '선을 넘으면 CPU 제한이 낮아 응답과 처리가 느려집니다.',
      en: 'Above the line: the CPU limit is too low, and everything takes longer.',
    }),
    next: libraryText({
      ko: 'CPU Usage와 비교하고 CPU 제한을 늘리세요.',
      en: 'Compare with CPU Usage and raise the CPU limit.',
    }),
  },
  unit: 'percentunit',
  min: 0,
  plots: [plot(cpuThrottledRatio, { legend: '{{pod}}' })],
  noValue: libraryText({ ko: '제한 없음', en: 'no limit' }),
  width: 12,
  height: 8,
});

export const podPanels = { status: podStatus, restarts, memory, cpu, memoryRatio, throttling } as const;

/** Whether the pods run, and what they use. */
export function podRow(): Row {
  const size = { width: 4, height: 9 };
  return row('pods', 'Pods', [
    customize(podStatus, size),
    customize(restarts, size),
    customize(memory, { width: 8 }),
    customize(cpu, { width: 8 }),
    memoryRatio,
    throttling,
  ]);
}
