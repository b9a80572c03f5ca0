import process from 'node:process';
import { releaseAfterwards } from './release.ts';

const INTERVAL_MS = 5000;

/**
 * Writes a line every few seconds to standard error until the running test ends: how long it has run, and how long it takes.
 *
 * @param expectedMs about how long it takes, in milliseconds
 */
export function reportProgress(name: string, expectedMs: number): void {
  const start = performance.now();
  const seconds = (milliseconds: number) => `${Math.round(milliseconds / 1000)} s`;
  const timer = setInterval(() => {
    process.stderr.write(`${name}: ${seconds(performance.now() - start)} of about ${seconds(expectedMs)}\n`);
  }, INTERVAL_MS);
  releaseAfterwards(() => clearInterval(timer));
}
