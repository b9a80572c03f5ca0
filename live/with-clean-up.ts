import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, realpathSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { releasePending } from 'test-support/release';
import { onCrash } from 'test-support/server-process';

/**
 * Removes the folder once its standard input ends, which it does however the process at its other end dies. The segment of
 * shared memory by which two PostgreSQLs would notice each other is no file. What still starts may write once more.
 */
const REMOVAL = `cat > /dev/null
sleep 1
awk -v "below=$1/" 'index($2, below) == 1 { print $2 }' /proc/mounts 2> /dev/null |
  while read -r place; do umount -l "$place"; done
for file in "$1"/*/data/postmaster.pid; do
  [ -f "$file" ] && ipcrm --shmem-id "$(awk 'NR == 7 { print $2 }' "$file")" 2> /dev/null
done
for attempt in 1 2 3 4 5; do
  rm -rf "$1" && exit
  sleep 1
done`;

const CANNOT_RUN = 2;
const CRASH_MILLISECONDS = 1000;

/** A signal, or the crash of a server. */
class CutShort extends Error {
  readonly code: number;

  constructor(code: number, message = '') {
    super(message);
    this.code = code;
  }
}

/**
 * Runs a command that starts servers. Whatever becomes of this process, neither they nor their files stay. The exit code is 130
 * after Ctrl-C, and 2 after an error or the crash of a server, which are written to standard error.
 */
export async function withCleanUp(body: () => Promise<number>): Promise<number> {
  const directory = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'observer-live-')));
  // PostgreSQL runs as another user where this one is root.
  chmodSync(directory, 0o711);
  process.env.TMPDIR = directory;
  const remover = spawn('sh', ['-c', REMOVAL, 'sh', directory], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // A group of its own: Ctrl-C in a terminal is for all of a group.
    detached: true,
  });
  const cutShort = new Promise<never>((_, reject) => {
    process.once('SIGINT', () => reject(new CutShort(130)));
    process.once('SIGTERM', () => reject(new CutShort(143)));
    onCrash((message) => reject(new CutShort(CANNOT_RUN, message)));
  });
  let isDone = false;
  // A request to a server fails a moment before the crash of that server is known, which is the better message.
  const run = body().catch(async (error: unknown) => {
    await Promise.race([cutShort, sleep(CRASH_MILLISECONDS)]);
    throw error;
  });
  const code = await Promise.race([run, cutShort]).then(
    (result) => {
      isDone = true;
      return result;
    },
    (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      if (message !== '') process.stderr.write(`${message}\n`);
      return error instanceof CutShort ? error.code : CANNOT_RUN;
    },
  );
  await releasePending();
  remover.stdin?.end();
  await new Promise((resolve) => remover.once('exit', resolve));
  // What was cut short may wait for long, or listen to a port.
  if (!isDone) process.exit(code);
  return code;
}
