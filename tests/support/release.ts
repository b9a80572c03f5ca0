import { runningTest } from './running-test.ts';

type Release = () => void | Promise<void>;

const pending = new Set<Release>();

/**
 * Runs `release` after the running test, or after the test file where no test is running (in `beforeAll`).
 * What a test leaves pending is released with the file: vitest drops the hooks of a test that skips itself.
 */
export function releaseAfterwards(release: Release): void {
  pending.add(release);
  runningTest()?.finished(async () => {
    if (pending.delete(release)) await release();
  });
}

/** For the end of each test file, see `with-vitest.ts`, and of a command. */
export async function releasePending(): Promise<void> {
  const releases = [...pending].reverse();
  pending.clear();
  for (const release of releases) await release();
}
