import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Artifact } from './definitions/compiled.ts';
import { DiagnosticError } from './definitions/diagnostic.ts';
import { readEditable } from './files/editable.ts';
import type { OutputFile, Target } from './files/target.ts';
import { GENERATED_TAG } from './grafana/tags.ts';
import { addResources } from './kubernetes/kustomization.ts';
import { readKustomization } from './kubernetes/kustomization-text.ts';
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
    target: {
      directory,
      isCreatedIfMissing: false,
      prune: directoriesOfOurs(directory, before, file),
      isOurs,
    },
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

/** Where manifests of ours stand that are listed: also those of a service that has since left the fleet. */
function directoriesOfOurs(directory: string, kustomization: string, file: string): readonly string[] {
  const { content } = readKustomization(kustomization, file);
  const entries: readonly unknown[] = Array.isArray(content.resources) ? content.resources : [];
  const listed = entries.filter(
    (entry): entry is string => typeof entry === 'string' && isManifestOfOurs(directory, entry),
  );
  return [...new Set(['monitoring', ...listed.map((entry) => posix.dirname(posix.normalize(entry)))])];
}

/** An entry that an earlier run added: it names a manifest with our marker. One of another base is not ours to remove. */
function isManifestOfOurs(directory: string, entry: string): boolean {
  if (!isManifest(entry) || posix.isAbsolute(entry) || posix.normalize(entry).startsWith('../')) return false;
  const file = join(directory, entry);
  const isFile = statSync(file, { throwIfNoEntry: false })?.isFile() === true;
  return isFile && isOurs(entry, readFileSync(file, 'utf8'));
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
