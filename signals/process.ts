import { nodeProcess } from 'observability-as-code/mixins/node';
import * as metrics from '../metrics/process.ts';

/** The process of the observer. */
export const observerProcess = nodeProcess(metrics);
