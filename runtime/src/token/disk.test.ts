import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from 'test-support/run';
import { describe, expect, it } from 'vitest';
import { smallDisk } from '../testing/small-disk.ts';
import { FileStore } from './file/file-store.ts';
import { bench } from './testing/setup.ts';

describe('a real disk that', () => {
  it.each([
    {
      what: 'is full',
      injectFault: (place: string) =>
        writeFile(join(place, 'filler'), Buffer.alloc(2 ** 20)).catch(() => undefined),
      repair: (place: string) => rm(join(place, 'filler')),
    },
    {
      what: 'is read-only',
      injectFault: (place: string) => run('mount', ['-o', 'remount,ro', place]),
      repair: (place: string) => run('mount', ['-o', 'remount,rw', place]),
    },
  ])(
    '$what stops the sharing but not the tokens, and the cache recovers',
    async ({ injectFault, repair }) => {
      const place = await smallDisk('size=64k');
      const { cache, account, clock, simulator } = await bench();
      const store = new FileStore({ directory: join(place, 'cache'), account, clock });
      await injectFault(place);
      const own = cache({ store });
      const token = await own.get();
      expect((await own.get()).value).toBe(token.value);
      expect(own.isDegraded).toBe(true);

      await repair(place);
      clock.pass(31_000);
      await expect.poll(() => own.isDegraded).toBe(false);
      expect((await store.read())?.value).toBe(token.value);
      expect(simulator.journal.tokens.requests).toBe(1);
    },
  );
});
