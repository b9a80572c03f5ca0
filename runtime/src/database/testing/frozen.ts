import { readFile } from 'node:fs/promises';
import { releaseAfterwards } from 'test-support/release';
import { rowsOf } from './setup.ts';

/**
 * Suspends a server with all its processes, like a machine that hangs: the system still accepts connections
 * for it. The returned function resumes it, as does the end of the test. Linux only.
 */
export async function freeze(url: string): Promise<() => void> {
  const [self] = await rowsOf(url, 'SELECT pg_backend_pid() AS pid');
  const sessions = await rowsOf(
    url,
    `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
  );
  // Every session is a child of the server.
  const [session] = sessions;
  if (session === undefined) throw new Error('No session is there to be stopped');
  const server = await parentOf(Number(session.pid));
  const pids = [server, ...sessions.map(({ pid }) => Number(pid))].filter((pid) => pid !== Number(self?.pid));
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  const thaw = () => {
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGCONT');
      } catch {
        // It has ended.
      }
    }
  };
  releaseAfterwards(thaw);
  return thaw;
}

/** The fourth field, after the name in parentheses. */
async function parentOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8');
  return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
}
