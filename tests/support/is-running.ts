import process from 'node:process';

/** Whether there is a process of this number, of this user. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
