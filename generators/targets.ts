import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Artifact } from './definitions/compiled.ts';
import { DiagnosticError } from './definitions/diagnostic.ts';
import { readEditable } from './files/editable.ts';
import type { OutputFile, Target } from './files/target.ts';
import { GENERATED_TAG } from './grafana/tags.ts';
import { addResources } from './kubernetes/kustomization.ts';
import { MARKER, yamlFile } from './yaml.ts';

/** Kustomize takes the first of these (https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/). */
const KUSTOMIZATION_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Where artifacts go: into a directory of ours, or into the kustomize base of a deployment repository. */
export interface Destination {
  readonly target: Target;
  /** The artifacts that it takes. */
  accepts(path: string): boolean;
  /** The kustomization that lists the resources, once all of them are known. */
  kustomization(resources: readonly string[]): OutputFile;
}

/** `out/`: everything, and nothing else. */
export function outDirectory(directory: string): Destination {
  return {
    target: { directory, isCreatedIfMissing: true, prune: ['.'], isOurs },
    accepts: () => true,
    kustomization: (resources) => ({
      path: 'kustomization.yaml',
      content: yamlFile({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources }),
    }),
  };
}

/** A kustomize base of somebody else: our manifests beside theirs, and our entries among theirs. */
export function deploymentBase(directory: string): Destination {
  const name = KUSTOMIZATION_NAMES.find((candidate) => existsSync(join(directory, candidate)));
  if (name === undefined) {
    throw DiagnosticError.of({
      code: existsSync(directory) ? 'kustomization/missing' : 'files/missing-target',
      place: { file: directory },
      message: existsSync(directory)
        ? 'there is no kustomization.yaml in this directory'
        : 'this directory does not exist',
      reason: 'The generated manifests have to be listed in the kustomization that Argo CD applies',
      remedy: 'Give the directory of a kustomize base, for example --deploy ../deployment/infra/k8s/base',
    });
  }
  const file = join(directory, name);
  const before = readEditable(directory, name) ?? '';
  return {
    target: { directory, isCreatedIfMissing: false, prune: ['monitoring'], isOurs },
    accepts: isForCluster,
    kustomization: (resources) => ({
      path: name,
      content: addResources(before, file, resources, {
        owned: (entry) => isManifestOfOurs(directory, entry),
      }),
      basedOn: before,
    }),
  };
}

/** What a kustomization lists: Kubernetes objects. */
export function isManifest(path: string): boolean {
  return /(^|\/)monitoring\/[^/]+\.yaml$/.test(path);
}

/** Manifests, and the dashboard for those who import it by hand. */
function isForCluster(path: string): boolean {
  return isManifest(path) || path.endsWith('monitoring/grafana-dashboard.json');
}

/** An entry that an earlier run added: it names a manifest with our marker, or one that is gone. */
function isManifestOfOurs(directory: string, entry: string): boolean {
  if (!isManifest(entry)) return false;
  const file = join(directory, entry);
  return existsSync(file) && isOurs(entry, readFileSync(file, 'utf8'));
}

/** YAML says it in its first line; JSON knows no comments, so our dashboards carry a tag. */
export function isOurs(path: string, content: string): boolean {
  return path.endsWith('.json') ? content.includes(`"${GENERATED_TAG}"`) : content.startsWith(MARKER);
}

/** The artifacts of one service, in its own directory where there are several. */
export function placed(artifacts: readonly Artifact[], directory: string | undefined): readonly OutputFile[] {
  if (directory === undefined) return artifacts;
  return artifacts.map(({ path, content }) => ({ path: `${directory}/${path}`, content }));
}
