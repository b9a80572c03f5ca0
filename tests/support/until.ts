/** Less than the time limit of a test, which would not say where it waited. */
const LONGEST_MILLISECONDS = 120_000;

/** Waits until a condition is met: without a pause that a test would notice, and long enough for a busy machine. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + LONGEST_MILLISECONDS;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`This did not come to pass in time: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
