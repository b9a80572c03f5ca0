import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Runs `work` while holding an exclusive lock on `file`, waiting for whoever holds it. The lock belongs to a
 * flock(1) process that ends when this one does, so nothing stale is left however this process ends.
 */
export async function withLock(file: string, work: () => Promise<void>): Promise<void> {
  const holder = spawn('flock', ['--exclusive', file, '-c', 'echo locked; cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(holder, 'close').catch(() => {
    throw new Error('this machine has no flock; only on Debian is anything fetched');
  });
  await Promise.race([
    once(holder.stdout, 'data'),
    ended.then(() => Promise.reject(new Error(`flock could not lock ${file}`))),
  ]);
  try {
    await work();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
