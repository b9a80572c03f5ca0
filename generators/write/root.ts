import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { DiagnosticError } from '../base/diagnostic.ts';
import { link } from './existing.ts';
import { NOTHING_WRITTEN, reportingFailure } from './failure.ts';
import type { Target } from './file-set.ts';

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
 * Refuses a target that cannot be written to.
 *
 * @throws DiagnosticError `files/missing-target`, `files/not-a-directory`, `files/link`, `files/project-root`
 *   or `files/unwritable`.
 */
export function checkTarget({ directory, isCreatedIfMissing }: Target): void {
  // Resolved, because a trailing slash would follow a link.
  const stats = reportingFailure(directory, NOTHING_WRITTEN, () =>
    lstatSync(resolve(directory), { throwIfNoEntry: false }),
  );
  if (stats === undefined) {
    if (isCreatedIfMissing) return;
    throw DiagnosticError.of({
      code: 'files/missing-target',
      place: { file: directory },
      message: 'this directory does not exist',
      reason:
        'A deployment base is never created: a mistyped path would receive manifests that are never applied',
      remedy: 'Give the directory of a kustomize base, for example --deploy ../deployment/infra/k8s/base',
    });
  }
  if (stats.isSymbolicLink()) {
    throw link(directory, `${directory} is a symbolic link`, 'Give the directory that it leads to.');
  }
  if (!stats.isDirectory()) {
    throw DiagnosticError.of({
      code: 'files/not-a-directory',
      place: { file: directory },
      message: `${directory} is not a directory`,
      reason: 'The generated files are written below it',
      remedy: 'Give a directory, or move the file away that has its name.',
    });
  }
  if (isCreatedIfMissing) refuseForeignRoot(directory);
}

/**
 * A directory of ours is filled and cleaned as a whole, which must never happen where somebody keeps other
 * things.
 */
function refuseForeignRoot(directory: string): void {
  const what = describeForeignRoot(realpathSync.native(directory));
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
  const real = realFuturePath(other);
  return real === root || real.startsWith(root + sep);
}

/**
 * Refuses targets that cannot be written to before any work is done for them.
 *
 * @throws like `checkTarget`, or `files/overlap`
 */
export function checkTargets(targets: readonly Target[]): void {
  for (const target of targets) checkTarget(target);
  const roots = targets.map(({ directory }) => realFuturePath(directory)).sort();
  for (const [index, root] of roots.entries()) {
    const outer = roots.slice(0, index).find((other) => contains(other, root));
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
    const absolute = resolve(directory);
    // A drive of Windows that does not exist.
    if (dirname(absolute) === absolute) return absolute;
    return join(realFuturePath(dirname(absolute)), basename(absolute));
  }
}
