import { releaseAfterwards } from 'test-support/release';
import { run } from 'test-support/run';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { isContinuousIntegration } from 'test-support/tools';
import { TestRunner } from 'vitest';

/**
 * A real disk of one MiB, or of what the mount options say. If this user may not mount one, the running test is skipped with the reason, or
 * fails if CI=true.
 */
export async function smallDisk(options = 'size=1m'): Promise<string> {
  const place = await temporaryDirectory();
  const isLinux = process.platform === 'linux';
  const mounted = isLinux
    ? await run('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', place]).catch(() => undefined)
    : undefined;
  if (mounted?.code !== 0) {
    const reason = `No small disk can be mounted: ${mounted?.stderr.trim() ?? 'there is no mount here'}`;
    if (isContinuousIntegration()) throw new Error(reason);
    TestRunner.getCurrentTest()?.context.skip(reason);
    throw new Error(reason);
  }
  releaseAfterwards(async () => {
    await run('umount', ['-l', place]);
  });
  return place;
}
