import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { integerAt, parsedObject, textAt } from '../json.ts';

/**
 * The process that holds a lease. Containers on a node share the boot but number processes separately, and
 * numbers are reused, so only all four fields identify a process. Empty if the system does not tell.
 */
export interface Owner {
  readonly bootId: string;
  readonly pidNamespace: string;
  readonly pid: number;
  /** Field 22 of `/proc/PID/stat`: ticks between boot and start. */
  readonly startTime: string;
  /** Distinguishes leases of one process. */
  readonly nonce: string;
}

/** What the system knows about processes; undefined for a process that does not exist. */
export interface Processes {
  readonly bootId: string;
  readonly pidNamespace: string;
  startTimeOf(pid: number): string | undefined;
}

export const systemProcesses: Processes = {
  bootId: textOf(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()) ?? '',
  pidNamespace: textOf(() => readlinkSync('/proc/self/ns/pid')) ?? '',
  startTimeOf: (pid) => {
    const stat = textOf(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
    // The program's name is in parentheses and may contain blanks and parentheses.
    return stat
      ?.slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .at(19);
  },
};

export function currentOwner(processes: Processes = systemProcesses): Owner {
  return {
    bootId: processes.bootId,
    pidNamespace: processes.pidNamespace,
    pid: process.pid,
    startTime: processes.startTimeOf(process.pid) ?? '',
    nonce: randomUUID(),
  };
}

/** Whether the process has certainly ended. False if that cannot be known here. */
export function hasExited(text: string, processes: Processes = systemProcesses): boolean {
  return isAlive(text, processes) === false;
}

/** Whether the process exists; undefined if that cannot be known here. */
export function isAlive(text: string, processes: Processes = systemProcesses): boolean | undefined {
  const owner = parsedObject(text);
  if (owner === undefined) return undefined;
  const pid = integerAt(owner, 'pid');
  const startTime = textAt(owner, 'startTime');
  const isComparable =
    processes.bootId !== '' &&
    processes.pidNamespace !== '' &&
    textAt(owner, 'bootId') === processes.bootId &&
    textAt(owner, 'pidNamespace') === processes.pidNamespace;
  if (!isComparable || pid === undefined || startTime === undefined) return undefined;
  return processes.startTimeOf(pid) === startTime;
}

function textOf(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
