import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { DiagnosticError } from '../base/diagnostic.ts';
import { MARKER, yamlFile } from '../base/yaml.ts';
import type { Artifact } from '../compile/model.ts';
import { readEditable } from '../files/editable.ts';
import type { OutputFile, Target } from '../files/target.ts';
import { GENERATED_TAG } from '../render/grafana/tags.ts';
import { WORKLOAD_DIRECTORY } from '../render/kubernetes/workload/kustomization.ts';
import { includeEntries } from './kustomization/entries.ts';
import { KUSTOMIZATION_NAMES } from './kustomization/future-files.ts';
import { entriesIn } from './kustomization/index.ts';

/** Where artifacts go: into a directory of ours, or into the kustomize base of a deployment repository. */
export interface Destination {
  readonly target: Target;
  /** Whether kustomize makes something of it together with what others wrote. */
  readonly isDeployment: boolean;
  /** The artifacts that it takes. */
  accepts(file: OutputFile): boolean;
  /** What the kustomization lists for an artifact, if anything. */
  entryFor(path: string): string | undefined;
  /** The kustomizations that list the resources, once all of them are known. */
  kustomizations(resources: readonly string[]): readonly OutputFile[];
}

/** `out/`: everything, and nothing else. */
export function outDirectory(directory: string): Destination {
  return {
    isDeployment: false,
    target: { directory, isCreatedIfMissing: true, prune: ['.'], isOurs },
    accepts: () => true,
    // The workload has a kustomization of its own: whoever has a Deployment already applies this one alone.
    entryFor: (path) => (isMonitoring(path) ? path : undefined),
    kustomizations: (resources) => [
      {
        path: 'kustomization.yaml',
        content: yamlFile({
          apiVersion: 'kustomize.config.k8s.io/v1beta1',
          kind: 'Kustomization',
          resources,
        }),
      },
    ],
  };
}

/**
 * A kustomize base of somebody else: our manifests beside theirs, and our entries among theirs.
 *
 * @param withWorkload brings the workload in, too. Once it is there it is kept up to date in any case, until the
 * configuration has it no longer: a flag that somebody forgets must not take a service down.
 */
export function deploymentBase(directory: string, withWorkload = false): Destination {
  const { file, text: before } = openKustomization(directory);
  const listed = entriesOfOurs(directory, before, file);
  const hasWorkload = withWorkload || listed.some(isWorkload);
  return {
    isDeployment: true,
    target: {
      directory,
      isCreatedIfMissing: false,
      prune: [
        ...new Set(['monitoring', ...(hasWorkload ? [WORKLOAD_DIRECTORY] : []), ...listed.map(directoryOf)]),
      ],
      isOurs,
    },
    accepts: ({ path }) => (isWorkload(path) ? hasWorkload : isForCluster(path)),
    entryFor: (path) => {
      if (isMonitoring(path)) return path;
      return isWorkload(path) && posix.basename(path) === 'kustomization.yaml'
        ? posix.dirname(path)
        : undefined;
    },
    kustomizations: (entries) =>
      includeEntries({ directory, entries, owned: (path) => isEntryOfOurs(directory, path) }),
  };
}

/**
 * The kustomization of a directory that belongs to somebody else.
 *
 * @throws DiagnosticError `kustomization/missing` or `files/missing-target`.
 */
export function openKustomization(directory: string): {
  readonly name: string;
  readonly file: string;
  readonly text: string;
} {
  const name = KUSTOMIZATION_NAMES.find((candidate) => existsSync(join(directory, candidate)));
  if (name === undefined) {
    throw DiagnosticError.of({
      code: existsSync(directory) ? 'kustomization/missing' : 'files/missing-target',
      place: { file: directory },
      message: existsSync(directory)
        ? 'there is no kustomization.yaml in this directory'
        : 'this directory does not exist',
      reason: 'The generated manifests have to be listed in the kustomization that Argo CD applies',
      remedy:
        'Give the directory of a kustomization, for example --deploy ../deployment/infra/k8s/overlays/prod',
    });
  }
  const file = join(directory, name);
  return { name, file, text: readEditable(directory, name) ?? '' };
}

function isMonitoring(path: string): boolean {
  return /(^|\/)monitoring\/[^/]+\.yaml$/.test(path);
}

/** The directory of a workload, or a file in it. */
function isWorkload(path: string): boolean {
  return new RegExp(`(^|/)${WORKLOAD_DIRECTORY}(/[^/]+\\.yaml)?$`).test(path);
}

/** Manifests, and the dashboard for those who import it by hand. */
function isForCluster(path: string): boolean {
  return isMonitoring(path) || path.endsWith('monitoring/grafana-dashboard.json');
}

/** Also those of a service that has since left the fleet. */
function entriesOfOurs(directory: string, kustomization: string, file: string): readonly string[] {
  return entriesIn(kustomization, file)
    .filter((entry) => isEntryOfOurs(directory, entry))
    .map((entry) => posix.normalize(entry).replace(/\/$/, ''));
}

/** Where what an entry names stands: it may be a directory itself. */
function directoryOf(entry: string): string {
  return isMonitoring(entry) ? posix.dirname(entry) : entry;
}

/** One that an earlier run added: it names something with our marker. What belongs to another base is not ours to remove. */
function isEntryOfOurs(directory: string, entry: string): boolean {
  const path = posix.normalize(entry).replace(/\/$/, '');
  if (posix.isAbsolute(path) || path.startsWith('../')) return false;
  if (!isMonitoring(path) && posix.basename(path) !== WORKLOAD_DIRECTORY) return false;
  const file = join(directory, isMonitoring(path) ? path : `${path}/kustomization.yaml`);
  const isFile = statSync(file, { throwIfNoEntry: false })?.isFile() === true;
  return isFile && isOurs(file, readFileSync(file, 'utf8'));
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
