import path from 'node:path';
import { rolldown } from 'rolldown';
import { expect, it } from 'vitest';
import { bundleOptions } from './bin/bundle-options.js';

it('runs without vitest: nothing that the commands reach imports it', async () => {
  const bundle = await rolldown(bundleOptions(path.resolve(import.meta.dirname, '..')));
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
  await bundle.close();
  const [{ moduleIds, imports }] = output;

  expect(moduleIds.length).toBeGreaterThan(100);
  expect([...moduleIds, ...imports].filter((id) => /\bvitest\b/.test(id))).toEqual([]);
});
