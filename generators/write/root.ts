import { existsSync, lstatSync, realpathSync, type Stats } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { DiagnosticError } from '../base/diagnostic.ts';
import { errorCode, NOTHING_WRITTEN, unwritable } from './failure.ts';
import type { Target } from './output.ts';

/** A directory with one of these is the root of a project, which is no place for generated files. */
const PROJECT_MARKS = [
  '.git',
  '.hg',
  '.jj',
  '.svn',
  'build.gradle',
  'build.gradle.kts',
  'Cargo.toml',
  'composer.json',
  'deno.json',
  'Gemfile',
  'go.mod',
  'go.work',
  'MODULE.bazel',
  'observability.yaml',
  'package.json',
  'pom.xml',
  'pyproject.toml',
  'setup.py',
];

/**
 * The real path of a target's directory, or `undefined` if it is missing and may be created.
 *
 * @throws DiagnosticError `files/missing-target`, `files/not-a-directory`, `files/link`, `files/project-root`
 *   or `files/unwritable`.
 */
export function findRoot({ directory, isCreatedIfMissing }: Target): string | undefined {
  let stats: Stats;
  try {
    // Resolved, because a trailing slash would follow a link.
    stats = lstatSync(resolve(directory));
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw unwritable(directory, error, NOTHING_WRITTEN);
    if (isCreatedIfMissing) return undefined;
    throw missing(directory);
  }
  if (stats.isSymbolicLink()) {
    throw DiagnosticError.of({
      code: 'files/link',
      place: { file: directory },
      message: `${directory} is a symbolic link`,
      reason: 'Its target may not belong to this project, so generated files are never written through links',
      remedy: 'Give the directory that it leads to.',
    });
  }
  if (!stats.isDirectory()) throw notADirectory(directory);
  const root = realpathSync.native(directory);
  if (isCreatedIfMissing) refuseForeignRoot(directory, root);
  return root;
}

export function missing(directory: string): DiagnosticError {
  return DiagnosticError.of({
    code: 'files/missing-target',
    place: { file: directory },
    message: 'this directory does not exist',
    reason:
      'A deployment base is never created: a mistyped path would receive manifests that are never applied',
    remedy: 'Give the directory of a kustomize base, for example --deploy ../deployment/infra/k8s/base',
  });
}

export function notADirectory(directory: string): DiagnosticError {
  return DiagnosticError.of({
    code: 'files/not-a-directory',
    place: { file: directory },
    message: `${directory} is not a directory`,
    reason: 'The generated files are written below it',
    remedy: 'Give a directory, or move the file away that has its name.',
  });
}

/**
 * A directory of ours is filled and cleaned as a whole, which must never happen where somebody keeps other
 * things.
 */
function refuseForeignRoot(directory: string, root: string): void {
  const what = describeForeignRoot(root);
  if (what === undefined) return;
  throw DiagnosticError.of({
    code: 'files/project-root',
    place: { file: directory },
    message: `${directory} is ${what}`,
    reason:
      'Generated files get a directory of their own, so that none of them mixes with files of other people',
    remedy: `Give a directory inside of it, for example --out ${join(directory, 'out')}`,
  });
}

function describeForeignRoot(root: string): string | undefined {
  if (dirname(root) === root) return 'the root of the file system';
  if (contains(root, homedir())) return 'your home directory, or holds it';
  if (contains(root, process.cwd())) return 'the directory of this project, or holds it';
  const mark = PROJECT_MARKS.find((name) => existsSync(join(root, name)));
  return mark === undefined ? undefined : `the root of a repository or package: it has ${mark}`;
}

function contains(root: string, other: string): boolean {
  try {
    const real = realpathSync.native(other);
    return real === root || real.startsWith(root + sep);
  } catch {
    // Some users have no home.
    return false;
  }
}

/**
 * Refuses targets that cannot be written to before any work is done for them.
 *
 * @throws like `findRoot`, or `files/overlap`
 */
export function checkTargets(targets: readonly Target[]): void {
  for (const target of targets) findRoot(target);
  const roots = targets.map(({ directory }) => realFuturePath(resolve(directory))).sort();
  for (const [index, root] of roots.entries()) {
    const outer = roots.slice(0, index).find((other) => root === other || root.startsWith(other + sep));
    if (outer === undefined) continue;
    throw DiagnosticError.of({
      code: 'files/overlap',
      place: { file: root },
      message: `this target lies in another one: ${outer}`,
      reason: 'Each target has its own manifest, and two of them would claim the same files',
      remedy: 'Give directories of which none contains another.',
    });
  }
}

/** The real path of a directory, which may not exist yet. */
function realFuturePath(directory: string): string {
  try {
    return realpathSync.native(directory);
  } catch {
    const parent = dirname(directory);
    return parent === directory
      ? directory
      : resolve(realFuturePath(parent), directory.slice(parent.length + 1));
  }
}
