import type { FileSet } from '../write/file-set.ts';
import { findKustomize } from '../write/kustomization/build.ts';
import { inspectDeployment } from '../write/kustomization/inspect.ts';
import type { Production } from './production.ts';

/** Checks what kustomize would make of a deployment with these files. Adds findings to the tally. */
export async function inspectDeployed(set: FileSet, { services, tally }: Production): Promise<void> {
  const files = [...set.files].map(({ path, content }) => [path, content().toString()] as const);
  const { diagnostics, suppressed } = await inspectDeployment({
    directory: set.target.directory,
    files,
    services,
    kustomize: await findKustomize(),
  });
  tally.diagnostics.push(...diagnostics);
  tally.suppressed.push(...suppressed);
}
