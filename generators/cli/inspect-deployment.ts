import type { FileSet } from '../write/file-set.ts';
import { findKustomize } from '../write/kustomization/build.ts';
import { inspectDeployment } from '../write/kustomization/inspect.ts';
import type { BuildContext } from './build-services.ts';

/** Checks what kustomize would make of a deployment with these files. Adds findings to the summary. */
export async function inspectDeployed(set: FileSet, { services, summary }: BuildContext): Promise<void> {
  const files = [...set.files].map(({ path, content }) => [path, content().toString()] as const);
  const { diagnostics, suppressed } = await inspectDeployment({
    directory: set.target.directory,
    files,
    services,
    kustomize: await findKustomize(),
  });
  summary.diagnostics.push(...diagnostics);
  summary.suppressed.push(...suppressed);
}
