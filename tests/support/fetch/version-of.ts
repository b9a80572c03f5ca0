import { libraryEnvironment } from '../library-path.ts';
import { outputOf } from './output-of.ts';

/** `2.42.0`. @throws Error where the program does not start on this machine */
export async function versionOf(
  file: string,
  { versionArguments }: { readonly versionArguments: readonly string[] },
): Promise<string> {
  const output = await outputOf(file, versionArguments, await libraryEnvironment(file));
  return /\d+(?:\.\d+)+/.exec(output)?.[0] ?? output;
}
