import { mkdir } from 'node:fs/promises';
import { releaseAfterwards } from 'test-support/release';
import { run } from 'test-support/run';
import { temporaryDirectory } from 'test-support/temporary-directory';

/** A disk of 16 MiB at a new directory. */
export async function mountSmallDisk(directory: string): Promise<void> {
  await mkdir(directory);
  const { code, stderr } = await mount(directory);
  if (code !== 0) throw new Error(`No small disk can be mounted: ${stderr.trim()}`);
  releaseAfterwards(async () => {
    await run('umount', ['-l', directory]);
  });
}

/** Whether this user may, which elsewhere than on Linux nobody may. */
export async function canMountSmallDisk(): Promise<boolean> {
  const place = await temporaryDirectory();
  const mounted = await mount(place).catch(() => undefined);
  if (mounted?.code !== 0) return false;
  await run('umount', [place]);
  return true;
}

const mount = (place: string) => run('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', place]);
