import { DATA_FAULTS } from './faults/data.ts';
import { DATABASE_FAULTS } from './faults/database.ts';
import type { Fault } from './faults/fault.ts';
import { KUBERNETES_FAULTS } from './faults/kubernetes.ts';
import { PROCESS_FAULTS } from './faults/process.ts';
import { SERVICE_FAULTS } from './faults/service.ts';

export type { EndFault, Fault, Installation } from './faults/fault.ts';

export const FAULTS: readonly Fault[] = [
  ...KUBERNETES_FAULTS,
  ...DATABASE_FAULTS,
  ...SERVICE_FAULTS,
  ...PROCESS_FAULTS,
  ...DATA_FAULTS,
];

export function faultOf(key: string): Fault | undefined {
  return FAULTS.find((fault) => fault.key === key);
}
