import type { Clock } from '../clock.ts';
import type { Log } from '../telemetry/log.ts';

export interface WatchedOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Milliseconds until what has failed begins again. */
const AGAIN = 30_000;

/**
 * Runs something that ends when it is told to. Where it ends with an error, that is a mistake of ours: it begins again, as
 * one odd answer must not cost the rest of the day, and nothing else ends with it.
 */
export async function watched(
  name: string,
  run: (signal: AbortSignal) => Promise<void>,
  { clock, log, signal }: WatchedOptions,
): Promise<void> {
  while (!signal.aborted) {
    try {
      return await run(signal);
    } catch (error) {
      log.error('Something has ended with an error, and begins again', { name, error });
    }
    await clock.sleep(AGAIN, signal).catch(() => undefined);
  }
}
