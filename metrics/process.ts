import { nodeMetrics, processMetrics } from 'observability-as-code/contract';
import { observer } from './observer.ts';

/* What the observer's process says of itself. */

export const { processCpu, processStart, processResidentMemory, processOpenFiles, processMaxOpenFiles } =
  processMetrics(observer);

export const { heapUsed, heapLimit, eventLoopDelay, eventLoopUtilization, garbageCollection } =
  nodeMetrics(observer);
