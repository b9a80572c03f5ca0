import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { releaseAfterwards } from './release.ts';
import { run } from './run.ts';

/** Whether this user may mount a file system that answers nobody. */
export const canMountHung =
  process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/dev/fuse');

const OPTIONS = 'fd=3,rootmode=40000,user_id=0,group_id=0,allow_other';

/** Mounts a FUSE file system without a server: each call below the directory waits until it is unmounted, or for ever. */
export async function mountHung(directory: string): Promise<void> {
  const script = `exec 3<>/dev/fuse && mount -i -t fuse -o ${OPTIONS} hung "$1" && echo mounted && exec sleep infinity`;
  const server = spawn('sh', ['-c', script, 'sh', directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  releaseAfterwards(async () => {
    // Without the server all calls that wait get an error.
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
    await run('umount', ['-l', directory]);
  });
  await once(server.stdout, 'data');
}
