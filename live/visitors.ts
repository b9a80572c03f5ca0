import { releaseAfterwards } from 'test-support/release';

const PATHS = ['/health', '/status', '/ready', '/nothing'];
const MILLISECONDS = 100;

/** Requests as an observer gets them, and a client of its stream. */
export function startVisitors(url: string): void {
  let count = 0;
  const visits = setInterval(() => {
    count += 1;
    fetch(`${url}${PATHS[count % PATHS.length]}`, { signal: AbortSignal.timeout(10_000) })
      .then((response) => response.text())
      .catch(() => undefined);
  }, MILLISECONDS);
  releaseAfterwards(() => clearInterval(visits));
}
