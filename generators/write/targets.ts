import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { DiagnosticError } from '../base/diagnostic.ts';
import { MARKER_START, yamlFile } from '../base/yaml.ts';
import type { Artifact } from '../compile/model.ts';
import { WORKLOAD_DIRECTORY } from '../render/kubernetes/workload/kustomization.ts';
import { readEditable } from './existing.ts';
import type { OutputFile, Target } from './file-set.ts';
import { includeEntries } from './kustomization/entries.ts';
import { KUSTOMIZATION_NAMES } from './kustomization/future-files.ts';
import { entriesIn, normalize } from './kustomization/index.ts';
import { MANIFEST, readManifest } from './manifest.ts';
import { checkTarget } from './root.ts';

/** Where artifacts go: to a directory of ours, or to the kustomize base of a deployment repository. */
export interface Destination {
  readonly target: Target;
  /** Whether it accepts the artifact. */
  accepts(file: OutputFile): boolean;
  /** The kustomization's entry for an artifact, if any. */
  entryFor(path: string): string | undefined;
  /** The kustomizations that list the resources, once all of them are known. */
  kustomizations(resources: readonly string[]): readonly OutputFile[];
}

/** `out/`: everything, and nothing else. */
export function outDirectory(directory: string): Destination {
  return {
    target: { directory, isCreatedIfMissing: true, hasManifest: true },
    accepts: () => true,
    // The workload has its own kustomization, so that users with their own Deployment can apply this one
    // alone.
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
 * A user's kustomize base: our manifests next to theirs, and our entries among theirs.
 *
 * @param withWorkload also adds the workload. Once added it is kept up to date until the configuration no
 *   longer has it, because forgetting a flag must not take a service down.
 * @param apps the generated services
 * @throws DiagnosticError `files/other-project` if another project generates into this directory.
 */
export function deploymentBase(
  directory: string,
  withWorkload = false,
  apps: readonly string[] = [],
): Destination {
  const target: Target = { directory, isCreatedIfMissing: false, hasManifest: true };
  const { file, text: before } = openKustomization(directory);
  const recorded = readManifest(directory)?.files ?? new Map();
  refuseOtherProject(
    directory,
    [...recorded.keys()].filter((path) => existsSync(join(directory, path))),
    apps,
  );
  const isRecorded = (entry: string) => recorded.has(fileOf(entry));
  const listsWorkload =
    withWorkload ||
    entriesIn(before, file)
      .map(normalize)
      .some((entry) => isWorkload(entry) && (isRecorded(entry) || isGenerated(directory, entry)));
  // A workload that is not listed here may be listed by an overlay.
  const hasWorkload = listsWorkload || [...recorded.keys()].some(isWorkload);
  return {
    target,
    accepts: ({ path }) => (isWorkload(path) ? hasWorkload : isForCluster(path)),
    entryFor: (path) => {
      if (isMonitoring(path)) return path;
      return listsWorkload && isWorkload(path) && posix.basename(path) === 'kustomization.yaml'
        ? posix.dirname(path)
        : undefined;
    },
    kustomizations: (entries) => includeEntries({ directory, entries, owned: isRecorded }),
  };
}

/**
 * The kustomization of a user's directory.
 *
 * @throws DiagnosticError `kustomization/missing`, or those of `checkTarget`.
 */
export function openKustomization(directory: string): {
  readonly name: string;
  readonly file: string;
  readonly text: string;
} {
  checkTarget({ directory, isCreatedIfMissing: false, hasManifest: true });
  const name = KUSTOMIZATION_NAMES.find((candidate) => existsSync(join(directory, candidate)));
  if (name === undefined) {
    throw DiagnosticError.of({
      code: 'kustomization/missing',
      place: { file: directory },
      message: 'there is no kustomization.yaml in this directory',
      reason: 'The generated manifests have to be listed in the kustomization that Argo CD applies',
      remedy:
        'Give the directory of a kustomization, for example --deploy ../deployment/infra/k8s/overlays/prod',
    });
  }
  const file = join(directory, name);
  return { name, file, text: readEditable(directory, name) ?? '' };
}

/** The rules of a service: every service has them, and their name identifies it. */
const RULES_OF_SERVICE = /(?:^|\/)monitoring\/([^/]+)-prometheusrule\.yaml$/;

/** Two projects that share a manifest would each delete the other's files. */
function refuseOtherProject(directory: string, recorded: readonly string[], apps: readonly string[]): void {
  const others = recorded.flatMap((path) => RULES_OF_SERVICE.exec(path)?.[1] ?? []);
  if (apps.length === 0 || others.length === 0 || others.some((app) => apps.includes(app))) return;
  throw DiagnosticError.of({
    code: 'files/other-project',
    place: { file: join(directory, MANIFEST) },
    message: `these files were generated for ${others.join(', ')}, not for ${apps.join(', ')}`,
    reason: 'This run would delete those files, which another project may own',
    remedy:
      'Give each project its own directory. If the service was renamed, delete its old files first: ' +
      `git rm -r ${join(directory, 'monitoring')}`,
  });
}

function isMonitoring(path: string): boolean {
  return /(^|\/)monitoring\/[^/]+\.yaml$/.test(path);
}

/** The directory of a workload, or a file in it. */
function isWorkload(path: string): boolean {
  return new RegExp(`(^|/)${WORKLOAD_DIRECTORY}(/[^/]+\\.yaml)?$`).test(path);
}

/** Manifests, and the dashboard for manual import. */
function isForCluster(path: string): boolean {
  return isMonitoring(path) || path.endsWith('monitoring/grafana-dashboard.json');
}

/** The file that an entry refers to, if we would write it. */
function fileOf(entry: string): string {
  const path = normalize(entry);
  return isMonitoring(path) ? path : `${path}/kustomization.yaml`;
}

/** Whether an entry refers to output of any version, including those without a manifest. */
function isGenerated(directory: string, entry: string): boolean {
  if (posix.isAbsolute(entry) || entry.startsWith('../')) return false;
  const file = join(directory, fileOf(entry));
  return existsSync(file) && statSync(file).isFile() && readFileSync(file, 'utf8').startsWith(MARKER_START);
}

/** The artifacts of one service, in its own directory if there are several. */
export function underServiceDirectory(
  artifacts: readonly Artifact[],
  directory: string | undefined,
): readonly OutputFile[] {
  if (directory === undefined) return artifacts;
  return artifacts.map(({ path, content }) => ({ path: `${directory}/${path}`, content }));
}
