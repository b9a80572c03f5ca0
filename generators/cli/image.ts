import { FileSet } from '../write/file-set.ts';
import { findKustomize } from '../write/kustomization/build.ts';
import { setImage } from '../write/kustomization/image-edit.ts';
import { parseImageReference } from '../write/kustomization/image-reference.ts';
import { findUnusedImage } from '../write/kustomization/image-use.ts';
import { plan } from '../write/plan.ts';
import { openKustomization } from '../write/targets.ts';
import { changesOf, writeFiles } from '../write/write.ts';
import { showDifferences } from './differences.ts';
import { renderDiagnostic } from './report.ts';
import { painter, type Terminal } from './terminal.ts';

export interface ImageOptions {
  readonly image: string;
  readonly deploy: string;
  readonly check: boolean;
}

/**
 * Writes the version of an image into a deployment's kustomization, or shows the change with `check`: the
 * last step of the pipeline that built the image.
 *
 * @returns the exit code
 */
export async function image(options: ImageOptions, terminal: Terminal): Promise<number> {
  const reference = parseImageReference(options.image);
  const { name, file, text } = openKustomization(options.deploy);
  const unused = await findUnusedImage({
    directory: options.deploy,
    name: reference.name,
    kustomize: await findKustomize(),
  });
  if (unused !== undefined) terminal.talk(`${renderDiagnostic(unused, painter(terminal.hasColor.talk))}\n`);
  if (unused?.severity === 'error') return 1;
  const set = new FileSet({ directory: options.deploy, isCreatedIfMissing: false, hasManifest: false });
  set.add({ path: name, content: setImage(text, file, reference), basedOn: text });
  if (options.check) {
    const difference = plan(set);
    for (const text of showDifferences([difference], terminal.hasColor.out)) terminal.out(text);
    return changesOf(difference).length === 0 ? 0 : 1;
  }
  const written = await writeFiles([set], { onMessage: (message) => terminal.talk(`${message}\n`) });
  for (const { kind } of written) terminal.out(`${kind}  ${file}\n`);
  if (written.length === 0) terminal.talk(`${file}: up to date\n`);
  return 0;
}
