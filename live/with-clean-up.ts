import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, realpathSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { releasePending } from 'test-support/release';

/**
 * Removes the folder once its standard input ends, which it does however the process at its other end dies. The segment of
 * shared memory by which two PostgreSQLs would notice each other is no file.
 */
const JANITOR = `cat > /dev/null
sleep 1
for file in "$1"/*/data/postmaster.pid; do
  [ -f "$file" ] && ipcrm --shmem-id "$(awk 'NR == 7 { print $2 }' "$file")" 2> /dev/null
done
rm -rf "$1"`;

/** Runs a command that starts servers. Whatever becomes of this process, neither they nor their files stay. */
export async function withCleanUp(body: () => Promise<number>): Promise<number> {
  const directory = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'observer-live-')));
  // PostgreSQL runs as another user where this one is root.
  chmodSync(directory, 0o711);
  process.env.TMPDIR = directory;
  const janitor = spawn('sh', ['-c', JANITOR, 'sh', directory], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // A group of its own: Ctrl-C in a terminal is for all of a group.
    detached: true,
  });
  const interrupted = new Promise<number>((resolve) => {
    process.once('SIGINT', () => resolve(130));
    process.once('SIGTERM', () => resolve(143));
  });
  try {
    const code = await Promise.race([body(), interrupted]);
    return code;
  } finally {
    await releasePending();
    janitor.stdin?.end();
    await new Promise((resolve) => janitor.once('exit', resolve));
  }
}
