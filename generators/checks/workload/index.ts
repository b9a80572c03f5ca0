import type { Check } from '../check.ts';
import { gracePeriod } from './grace-period.ts';
import { limits } from './limits.ts';
import { networkPolicy } from './network-policy.ts';
import { probe } from './probe.ts';
import { reference } from './reference.ts';
import { selectors } from './selectors.ts';
import { service } from './service.ts';
import { singleWriter } from './single-writer.ts';
import { writablePath } from './writable-path.ts';

/** Checks that the objects of the workload match each other and the monitoring. */
export const workloadChecks: readonly Check[] = [
  service,
  probe,
  reference,
  writablePath,
  selectors,
  limits,
  gracePeriod,
  singleWriter,
  networkPolicy,
];
