import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../tests/support/temporary-directory.ts';
import { bundleInto } from './testing/bundle.ts';
import { stress } from './testing/stress.ts';

/** `npm run stress:token` takes longer. */
const isLong = process.env.MODE === 'stress';

describe('processes that are killed and stopped at any step', () => {
  it('never leave half a token, lose one, or commit after they were overtaken', async () => {
    const directory = await temporaryDirectory();
    const worker = await bundleInto(directory, join(import.meta.dirname, 'testing', 'stress-worker.ts'));
    const report = await stress({
      worker,
      directory: join(directory, 'cache'),
      processes: 8,
      milliseconds: isLong ? 1_200_000 : 12_000,
      acquisitions: isLong ? 2_500 : 100_000,
    });
    const { remains, ...figures } = report;
    if (isLong) process.stdout.write(`${JSON.stringify(figures)}\n`);
    expect(report).toMatchObject({ torn: 0, regressions: 0, violations: [] });
    expect(remains.every((name) => /^g\d{12}(\.done)?$/.test(name))).toBe(true);
    expect(remains).toHaveLength(2);
    expect(report.acquired).toBeGreaterThan(20);
    expect(report.killed).toBeGreaterThan(5);
    expect(report.reads).toBeGreaterThan(report.acquired);
  }, 1_500_000);
});
