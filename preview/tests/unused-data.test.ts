import { mkdir, readdir, utimes } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { expect, it } from 'vitest';
import { removeUnused } from '../server/unused-data.ts';

it('removes data that no preview has used for a week, and the copies of killed previews', async () => {
  const cache = await temporaryDirectory();
  const daysOld: Record<string, number> = {
    'data-used': 6,
    'data-old': 8,
    'samples-used': 0,
    'samples-old': 30,
    // No process has this number: it is above the kernel's limit.
    'run-4194305': 0,
    [`run-${process.pid}`]: 30,
    preparing: 30,
  };
  for (const [name, days] of Object.entries(daysOld)) {
    await mkdir(path.join(cache, name, 'chunks'), { recursive: true });
    const time = new Date(Date.now() - days * 86_400_000);
    await utimes(path.join(cache, name), time, time);
  }

  await removeUnused(cache);

  const kept = ['data-used', 'preparing', `run-${process.pid}`, 'samples-used'];
  expect((await readdir(cache)).sort()).toEqual(kept.sort());
});
