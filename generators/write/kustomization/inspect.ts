import { readFileSync, realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type Diagnostic, DiagnosticError } from '../../base/diagnostic.ts';
import { MARKER } from '../../base/yaml.ts';
import type { Suppressed } from '../../checks/index.ts';
import type { DeployedObject, Source } from '../../checks/kubernetes/deployed/deployed.ts';
import { checkDeployed } from '../../checks/kubernetes/deployed/index.ts';
import { textAt } from '../../checks/kubernetes/manifests.ts';
import type { ServiceConfig } from '../../config/config.ts';
import { WORKLOAD_DIRECTORY } from '../../render/kubernetes/workload/kustomization.ts';
import { withAssumed, withSources } from './assume.ts';
import { build, type Kustomize } from './build.ts';
import { type Conflict, conflictsIn, emulate } from './emulate.ts';
import { FutureFiles } from './future-files.ts';
import { changesUnreadably, type Obstacle, readTree, transformationsOf } from './tree.ts';

export interface Inspection {
  /** The directory as the user names it; it exists. */
  readonly directory: string;
  /** Pending files, by path below the directory. */
  readonly files: Iterable<readonly [path: string, content: string]>;
  readonly services: readonly ServiceConfig[];
  /** Absent if it is not installed. */
  readonly kustomize?: Kustomize | undefined;
}

export interface Findings {
  readonly diagnostics: readonly Diagnostic[];
  /** Findings of disabled checks. */
  readonly suppressed: readonly Suppressed[];
}

/**
 * Checks what kustomize would make of a deployment repository before anything is written. Builds it if that
 * needs nothing from the network, and otherwise reads its files.
 *
 * @throws DiagnosticError `kustomization/second-object` or `kustomization/build` if it could no longer be
 *   built.
 */
export async function inspectDeployment(inspection: Inspection): Promise<Findings> {
  const found = await lookAt(inspection);
  const [diagnostics, suppressed]: [Diagnostic[], Suppressed[]] = [[], []];
  for (const { config, ...diagnostic } of found) {
    const disabled = config?.disabledChecks ?? {};
    const because = Object.hasOwn(disabled, diagnostic.code) ? disabled[diagnostic.code] : undefined;
    if (because === undefined) diagnostics.push(diagnostic);
    else suppressed.push({ ...diagnostic, because });
  }
  return { diagnostics, suppressed };
}

/** A diagnostic, and the configuration of its service, if it is about one. */
interface Found extends Diagnostic {
  readonly config?: ServiceConfig;
}

async function lookAt(inspection: Inspection): Promise<readonly Found[]> {
  const { directory: shown, services, kustomize } = inspection;
  const directory = realpathSync(shown);
  const present = new FutureFiles(directory);
  const future = new FutureFiles(directory, inspection.files);
  const before = readTree({ directory, shown, files: present });
  const after = readTree({
    directory,
    shown,
    files: future,
    appOf: (file) => (future.isWritten(file) ? appOfPath(relative(directory, file), services) : undefined),
  });
  // From the current files, so that the lines are those that the user sees.
  const transformations = transformationsOf(before.root);
  const check = (objects: readonly DeployedObject[]): readonly Found[] =>
    services.flatMap((config) =>
      checkDeployed({ objects, transformations }, config).map((diagnostic) => ({ ...diagnostic, config })),
    );
  const [obstacle] = after.obstacles.map(
    (each) => before.obstacles.find(({ message }) => message === each.message) ?? each,
  );

  const conflicts = conflictsIn(after.root);
  const describe = (conflict: Conflict) => secondObject(conflict, shown, directory);
  const refuse = (which: readonly Conflict[]) => {
    if (which.length > 0) throw new DiagnosticError(which.map(describe));
  };
  /** Without a build, the effect of patches is unknown. */
  const guess = (objects: readonly DeployedObject[]) => {
    refuse(conflicts.filter(({ isCertain }) => isCertain));
    return [...conflicts.map(describe), ...check(objects)].map(asWarning);
  };

  if (obstacle !== undefined) {
    const assumed = withAssumed(after.root, services, obstacle.place);
    return [notBuilt(obstacle), ...guess(emulate(assumed))];
  }
  if (kustomize === undefined) {
    if (transformations.some(changesUnreadably)) return guess(emulate(after.root));
    refuse(conflicts);
    return check(emulate(after.root));
  }
  const built = await build(kustomize, directory, after, future);
  if (built.objects !== undefined) return check(withSources(built.objects, after.root));
  const earlier = before.obstacles[0] ?? { place: { file: shown }, message: built.failure };
  if (before.obstacles.length === 0 && !built.isTooSlow) {
    const { failure } = await build(kustomize, directory, before, present);
    if (failure === undefined || isConflict(failure)) {
      refuse(conflicts);
      throw unbuildable(shown, built.failure);
    }
  }
  return [notBuilt(earlier), ...guess(emulate(after.root))];
}

/** Whether kustomize failed because of a duplicate object, which an earlier run of ours may have left. */
function isConflict(failure: string): boolean {
  return /already registered id|ID conflict/i.test(failure);
}

function asWarning(diagnostic: Found): Found {
  return { ...diagnostic, severity: 'warning' };
}

/** The service that a file is generated for. */
function appOfPath(path: string, services: readonly ServiceConfig[]): string | undefined {
  if (services.length === 1) return services[0]?.app;
  const [first] = path.split(sep);
  return services.find(({ app }) => app === first)?.app;
}

function secondObject({ ours, other }: Conflict, shown: string, directory: string): Diagnostic {
  const file = relative(shown, ours.place.file ?? '');
  const otherFile = other.place.file ?? '';
  const text = readFileSync(join(directory, relative(shown, otherFile)), 'utf8');
  const keep = file.startsWith(`${WORKLOAD_DIRECTORY}/`) ? ', or leave --workload out to keep yours' : '';
  return {
    code: 'kustomization/second-object',
    severity: 'error',
    place: other.place,
    message: `the ${idOf(other)} exists already, and would also be in ${file}`,
    reason: 'kustomize refuses to build a base in which one object is included twice',
    remedy: text.startsWith(MARKER)
      ? `Generate into the overlay of each environment and into none of the bases below it: remove what was generated there, with its entries, before you generate into ${shown}. docs/deploying.md shows the layout.`
      : `Remove it from ${otherFile} to deploy what is generated${keep}.`,
  };
}

function idOf({ object }: Source): string {
  return `${textAt(object, 'kind') ?? 'object'} ${textAt(object, 'metadata', 'name') ?? ''}`;
}

function unbuildable(directory: string, failure: string): DiagnosticError {
  return DiagnosticError.of({
    code: 'kustomization/build',
    place: { file: directory },
    message: `with the generated files kustomize could no longer build this directory: ${failure}`,
    reason: 'Argo CD would apply nothing of it any more. It was tried on a copy, and nothing was written',
    remedy: 'Change what the message names in the kustomization, or give another directory as --deploy.',
  });
}

function notBuilt({ place, message }: Obstacle): Diagnostic {
  return {
    code: 'kustomization/not-built',
    severity: 'warning',
    place,
    message: `this deployment was not built: ${message}`,
    reason:
      'Whether Prometheus will find the Service and the rules their pods was judged from the files alone; nothing is fetched from the network',
    remedy: 'Check the output of `kubectl kustomize` for the directory before you commit.',
  };
}
