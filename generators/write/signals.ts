const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Does work that a signal must not interrupt. A signal takes effect when the work is done; the work may ask
 * whether there is one.
 */
export async function finishBeforeSignals<Result>(
  work: (isInterrupted: () => boolean) => Promise<Result>,
): Promise<Result> {
  let received: NodeJS.Signals | undefined;
  const remember = (signal: NodeJS.Signals) => {
    received ??= signal;
  };
  for (const signal of SIGNALS) process.on(signal, remember);
  try {
    return await work(() => received !== undefined);
  } finally {
    // A signal during the last piece of work is delivered only now.
    await new Promise(setImmediate);
    for (const signal of SIGNALS) process.off(signal, remember);
    if (received !== undefined) process.kill(process.pid, received);
  }
}
