/** Requests that a thread of libuv works on. */
const IN_THREADS = /^(FSReq|GetAddrInfoReq|GetNameInfoReq)/;

/**
 * Ends this process at once. `process.exit` waits for the threads of libuv, and one that is in a file call that never
 * returns (NFS or FUSE without its server) would make it wait for ever: then only a signal is an end.
 */
export function endProcess(code: number): void {
  if (process.getActiveResourcesInfo().some((name) => IN_THREADS.test(name))) {
    process.kill(process.pid, 'SIGKILL');
    // The first process of a container cannot kill itself, but it can crash.
    process.abort();
  }
  process.exit(code);
}

/**
 * Ends this process when nothing is under way any more, and after a second in any case: what is left then was given up, such as
 * a file call that never returns, or spans that their receiver does not take.
 */
export function endWhenIdle(code: number): void {
  process.exitCode = code;
  setTimeout(() => endProcess(code), 1_000).unref();
}
