import type { OutputFile } from '../files/target.ts';
import { findKustomize } from '../write/kustomization/build.ts';
import { inspectDeployment } from '../write/kustomization/inspect.ts';
import type { Destination } from '../write/targets.ts';
import type { Production } from './production.ts';

/**
 * The files as they come. Once all of a deployment are known, what kustomize would make of them is looked at, and
 * findings go to the tally.
 */
export async function* inspected(
  destination: Destination,
  files: AsyncIterable<OutputFile>,
  { services, tally }: Production,
): AsyncGenerator<OutputFile> {
  const known = new Map<string, string>();
  for await (const file of files) {
    if (destination.isDeployment) known.set(file.path, file.content);
    yield file;
  }
  if (!destination.isDeployment || tally.hasErrors) return;
  const { diagnostics, suppressed } = await inspectDeployment({
    directory: destination.target.directory,
    files: known,
    services,
    kustomize: await findKustomize(),
  });
  tally.diagnostics.push(...diagnostics);
  tally.suppressed.push(...suppressed);
}
