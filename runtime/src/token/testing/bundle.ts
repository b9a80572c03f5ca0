import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

/** Bundles a module into one file in the directory that Node 20 can run. */
export async function bundleInto(directory: string, source: string): Promise<string> {
  const input = await rolldown({ input: source, platform: 'node', logLevel: 'silent' });
  const { output } = await input.generate({ format: 'esm', codeSplitting: false });
  await input.close();
  const file = join(directory, 'bundle.mjs');
  await writeFile(file, output[0].code);
  return file;
}
