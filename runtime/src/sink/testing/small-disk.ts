import { TestRunner } from 'vitest';
import { releaseAfterwards } from '../../../../tests/support/release.ts';
import { run } from '../../../../tests/support/run.ts';
import { temporaryDirectory } from '../../../../tests/support/temporary-directory.ts';
import { isContinuousIntegration } from '../../../../tests/support/tools.ts';

/**
 * A real disk of one MiB. Where this user may mount none, the running test is skipped with the reason, and fails where
 * CI=true.
 */
export async function smallDisk(): Promise<string> {
  const place = await temporaryDirectory();
  const isLinux = process.platform === 'linux';
  const mounted = isLinux
    ? await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place]).catch(() => undefined)
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
