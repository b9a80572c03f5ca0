import type { EventEmitter } from 'node:events';
import type { Log } from '../telemetry/log.ts';

export interface ShutdownOptions {
  /** What stops, at the start of a sentence; `The observer` by default. */
  readonly subject?: string;
  /** The source of signals and uncaught errors. */
  readonly signals: Pick<EventEmitter, 'on' | 'off'>;
  /** Ends the process at once. */
  readonly exit: (code: number) => void;
  readonly log: Log;
}

export interface Shutdown {
  /** Resolves at the first signal or uncaught error. */
  readonly promise: Promise<void>;
  /** Uncaught errors, which are bugs and set the exit code. */
  readonly errors: readonly unknown[];
  readonly hasBegun: boolean;
  /** Removes the handlers. */
  forget(): void;
}

/** Kubernetes gives thirty seconds, and a preStop hook uses some of them. */
const GRACE_MS = 25_000;

/**
 * Waits for the first signal. A second one ends the process at once, and so does a stop that takes too long.
 * An uncaught error also stops the observer in order: Node would end the process at once, with records that
 * are not in a file yet.
 */
export function awaitShutdown(options: ShutdownOptions): Shutdown {
  const { subject = 'The observer', signals, exit, log } = options;
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
      log.error(`${subject} exits at once: it did not stop in time`, { seconds: GRACE_MS / 1000 });
      exit(1);
    }, GRACE_MS).unref();
    stop();
  };
  const receive = (signal: NodeJS.Signals) => {
    if (isStopping) {
      log.error(`${subject} exits at once after a second signal`, { signal });
      exit(1);
      return;
    }
    log.info(`${subject} is stopping`, { signal });
    begin();
  };
  const fail = (error: unknown) => {
    errors.push(error);
    const stack = error instanceof Error ? error.stack : undefined;
    log.error(`${subject} is stopping after an uncaught error`, { error, stack });
    begin();
  };
  signals.on('SIGTERM', receive);
  signals.on('SIGINT', receive);
  signals.on('uncaughtException', fail);
  signals.on('unhandledRejection', fail);
  return {
    promise,
    errors,
    get hasBegun() {
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
