import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { errorCode } from './failure.ts';

/** A process, told apart from a later one that was given the same id. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks between boot and the start of the process; `null` where the system does not tell (not Linux). */
  readonly startedAt: string | null;
  /** Id of the boot, `null` where the system does not tell. */
  readonly boot: string | null;
  /** Host and namespace in which the id of the process means something. */
  readonly realm: string;
}

export function identifyProcess(pid: number): ProcessIdentity {
  return {
    pid,
    startedAt: readProcessStat(pid)?.startedAt ?? null,
    boot: readIfAny('/proc/sys/kernel/random/boot_id'),
    realm: `${hostname()} ${readNamespace()}`.trim(),
  };
}

/** True if the process has certainly ended. One on another machine, or in another container, is not known to have. */
export function hasEnded(identity: ProcessIdentity): boolean {
  const here = identifyProcess(process.pid);
  if (identity.realm !== here.realm) return false;
  if (identity.boot !== here.boot) return true;
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    return errorCode(error) === 'ESRCH';
  }
  const stat = readProcessStat(identity.pid);
  if (stat === undefined) return false;
  const isDefunct = stat.state === 'Z' || stat.state === 'X';
  return isDefunct || (identity.startedAt !== null && identity.startedAt !== stat.startedAt);
}

/** Linux: proc(5), `/proc/<pid>/stat`. The name in parentheses may hold spaces and parentheses itself. */
function readProcessStat(pid: number): { readonly state: string; readonly startedAt: string } | undefined {
  const text = readIfAny(`/proc/${pid}/stat`);
  if (text === null) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, startedAt] = [fields[0], fields[19]];
  return state === undefined || startedAt === undefined ? undefined : { state, startedAt };
}

function readNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

function readIfAny(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
}
