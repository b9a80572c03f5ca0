export interface PromiseWithResolvers<Value> {
  readonly promise: Promise<Value>;
  resolve(value: Value): void;
  reject(error: unknown): void;
}

/** A promise with its resolvers. It may be rejected while nobody waits for it. */
export function promiseWithResolvers<Value>(): PromiseWithResolvers<Value> {
  let [resolve, reject]: [(value: Value) => void, (error: unknown) => void] = [ignore, ignore];
  const promise = new Promise<Value>((...settle) => {
    [resolve, reject] = settle;
  });
  promise.catch(ignore);
  return { promise, resolve, reject };
}

function ignore(): void {
  // Nobody waits, or it is about to be replaced.
}
