/**
 * The result of the work, or what `late` returns or throws if it takes longer. After a suspension, the timer
 * has expired and the result may be waiting as well; the result is preferred.
 */
export async function within<Result>(
  milliseconds: number,
  work: Promise<Result>,
  late: () => Result,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      immediate = setImmediate(resolve);
    }, milliseconds);
  });
  try {
    return await Promise.race([work, timeout.then(late)]);
  } finally {
    clearTimeout(timer);
    clearImmediate(immediate);
  }
}

/** Ends this caller's wait when the signal is aborted, but not the shared work. */
export function abortable<Value>(shared: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    shared.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
