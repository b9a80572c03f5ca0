/** Requests that run in a libuv thread. */
const IN_THREADS = /^(FSReq|GetAddrInfoReq|GetNameInfoReq)/;

/**
 * Ends this process at once. `process.exit` waits for libuv's threads, and so would wait forever for a file
 * call that never returns (NFS or FUSE without its server). Then only a signal helps.
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
 * Ends this process when nothing is pending, and after a second in any case. Whatever is left then was given
 * up, such as a file call that never returns, or spans that their receiver does not accept.
 */
export function endWhenIdle(code: number): void {
  process.exitCode = code;
  setTimeout(() => endProcess(code), 1_000).unref();
}
