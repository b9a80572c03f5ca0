import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { FileSet } from './file-set.ts';
import { digestOf } from './manifest.ts';

it('a set of files compresses those of a fleet, and returns them unchanged', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: unknown = runInNewContext('gc');
  const inUse = () => {
    if (typeof collectGarbage === 'function') collectGarbage();
    return process.memoryUsage().arrayBuffers;
  };
  const contentOf = (service: number) => `한글 and a line of service ${service}\n`.repeat(25_000);
  const set = new FileSet({ directory: 'out', isCreatedIfMissing: true, hasManifest: true });
  const before = inUse();
  for (let service = 0; service < 150; service += 1) {
    set.add({ path: `${service}/a.yaml`, content: contentOf(service) });
  }
  expect(inUse() - before).toBeLessThan(60 * 2 ** 20);
  const files = [...set.files];
  expect(files.map(({ content }) => content().toString() === contentOf(0))).toEqual(
    files.map(({ path }) => path === '0/a.yaml'),
  );
  expect(files.filter(({ digest, content }) => digest !== digestOf(content()))).toEqual([]);
});
