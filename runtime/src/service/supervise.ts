import type { Clock } from '../clock.ts';
import type { Log } from '../telemetry/log.ts';

export interface SuperviseOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** From an error until the work begins again. */
const RESTART_DELAY_MS = 30_000;

/**
 * Runs work that ends when it is told to. Where it ends with an error, which is a mistake of ours, it begins again: one odd answer
 * must not cost the rest of the day, nor end the other work.
 */
export async function supervise(
  name: string,
  run: (signal: AbortSignal) => Promise<void>,
  { clock, log, signal }: SuperviseOptions,
): Promise<void> {
  while (!signal.aborted) {
    try {
      return await run(signal);
    } catch (error) {
      log.error('Something has ended with an error, and begins again', { name, error });
    }
    await clock.sleep(RESTART_DELAY_MS, signal).catch(() => undefined);
  }
}
