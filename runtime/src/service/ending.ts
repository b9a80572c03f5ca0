import type { EventEmitter } from 'node:events';
import type { Log } from '../telemetry/log.ts';

export interface EndingOptions {
  /** Where signals come from, and what nobody has caught. */
  readonly signals: Pick<EventEmitter, 'on' | 'off'>;
  /** Ends the process at once. */
  readonly exit: (code: number) => void;
  readonly log: Log;
}

export interface Ending {
  /** Resolves at the first signal, or at the first error that nobody has caught. */
  readonly promise: Promise<void>;
  /** What nobody has caught: a mistake of ours, which the exit code tells. */
  readonly errors: readonly unknown[];
  readonly hasCome: boolean;
  forget(): void;
}

/** Kubernetes gives thirty seconds, and a preStop hook has a part of them. Milliseconds. */
const GRACE = 25_000;

/**
 * The first signal asks to stop, the second one insists; and whoever never comes to an end is helped. An error that nobody
 * has caught asks to stop as well: Node would end the process at once, with records that are in no file yet.
 */
export function awaitEnding({ signals, exit, log }: EndingOptions): Ending {
  const errors: unknown[] = [];
  let stop: () => void = () => undefined;
  let grace: NodeJS.Timeout | undefined;
  let isStopping = false;
  const promise = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const begin = () => {
    if (isStopping) return;
    isStopping = true;
    grace = setTimeout(() => {
      log.error('The observer ends at once: it did not stop in time', { seconds: GRACE / 1000 });
      exit(1);
    }, GRACE).unref();
    stop();
  };
  const receive = (signal: NodeJS.Signals) => {
    if (isStopping) {
      log.error('The observer ends at once: a second signal came', { signal });
      exit(1);
      return;
    }
    log.info('The observer stops', { signal });
    begin();
  };
  const fail = (error: unknown) => {
    errors.push(error);
    const stack = error instanceof Error ? error.stack : undefined;
    log.error('The observer stops: nobody has caught an error', { error, stack });
    begin();
  };
  signals.on('SIGTERM', receive);
  signals.on('SIGINT', receive);
  signals.on('uncaughtException', fail);
  signals.on('unhandledRejection', fail);
  return {
    promise,
    errors,
    get hasCome() {
      return isStopping;
    },
    forget: () => {
      clearTimeout(grace);
      signals.off('SIGTERM', receive);
      signals.off('SIGINT', receive);
      signals.off('uncaughtException', fail);
      signals.off('unhandledRejection', fail);
    },
  };
}
