import type { Clock } from '../clock.ts';
import type { Log } from '../telemetry/log.ts';

export interface SuperviseOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Pause between an error and the restart. */
const RESTART_DELAY_MS = 30_000;

/**
 * Runs work that ends when it is aborted. If it fails, which is a bug, it is restarted: one odd answer must
 * not cost the rest of the day, nor stop other work.
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
      log.error('A task has failed and is restarted', { name, error });
    }
    await clock.sleep(RESTART_DELAY_MS, signal).catch(() => undefined);
  }
}
