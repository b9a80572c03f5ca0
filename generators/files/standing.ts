import { lstatSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { DiagnosticError } from '../base/diagnostic.ts';
import { errorCode, reportingFailure, unwritable } from './failure.ts';
import { type ChangeKind, hiddenPrefix, type OutputFile, type Target } from './target.ts';

/** What stands at the place of an output file now. */
export interface Standing {
  /** Relative to the target, links inside the target resolved. */
  readonly path: string;
  /** Absent when there is no file. */
  readonly content?: Buffer;
  /** Permission bits of the file. */
  readonly mode?: number;
}

/** The real path of a target's directory, or `undefined` where it is missing and may be created. */
export function findRoot(target: Target): string | undefined {
  let stats: Stats;
  try {
    stats = statSync(target.directory);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw unwritable(target.directory, errorCode(error), String(error));
    if (target.isCreatedIfMissing) return undefined;
    throw DiagnosticError.of({
      code: 'files/missing-target',
      place: { file: target.directory },
      message: `there is no directory ${target.directory}`,
      reason:
        'A deployment base is never created: a mistyped path would receive manifests that nobody applies',
      remedy: 'Give the directory that holds the kustomization.yaml of the service.',
    });
  }
  if (!stats.isDirectory()) {
    throw DiagnosticError.of({
      code: 'files/not-a-directory',
      place: { file: target.directory },
      message: `${target.directory} is not a directory`,
      reason: 'The generated files are written below it',
      remedy: 'Give a directory, or move the file away that has its name.',
    });
  }
  return realpathSync.native(target.directory);
}

/** Refuses what is not a plain path below the target, whatever it was put together from. */
export function checkPath(target: Target, path: string): void {
  const segments = path.split('/');
  const isPlain = segments.every(
    (segment) =>
      segment !== '' &&
      segment !== '.' &&
      segment !== '..' &&
      !segment.startsWith(hiddenPrefix) &&
      !/[\\\0]/.test(segment),
  );
  if (isPlain) return;
  throw DiagnosticError.of({
    code: 'files/path',
    place: { file: join(target.directory, path) },
    message: `${JSON.stringify(path)} is not a path below the target directory`,
    reason: 'A generated file may only be written below the directory that was given',
    remedy: `Use names joined by "/", without "..", backslashes, or a name that starts with "${hiddenPrefix}".`,
  });
}

/** Finds what stands at `path` below `root` (a real path), and refuses whatever a file cannot replace. */
export function inspect(target: Target, root: string, path: string): Standing {
  const shown = join(target.directory, path);
  const place = join(root, path);
  const stats = lstatIfAny(place, shown);
  if (stats === undefined) {
    const real = realFuturePath(place, shown);
    return { path: insideRoot(root, real, shown) };
  }
  let real: string;
  try {
    real = realpathSync.native(place);
  } catch (error) {
    if (stats.isSymbolicLink()) throw outside(shown, 'it is a link that leads nowhere');
    throw unwritable(shown, errorCode(error), String(error));
  }
  const inside = insideRoot(root, real, shown);
  const realStats = statSync(real);
  if (!realStats.isFile()) {
    throw DiagnosticError.of({
      code: 'files/occupied',
      place: { file: shown },
      message: `a ${realStats.isDirectory() ? 'directory' : 'special file'} stands where a file is to be written`,
      reason: 'It is not ours and may hold anything, so it is not removed',
      remedy: 'Move it away, or choose another target directory.',
    });
  }
  return {
    path: inside,
    content: reportingFailure(shown, () => readFileSync(real)),
    mode: realStats.mode & 0o7777,
  };
}

/** What has to be done so that `file` stands in the target, or `undefined` if it stands there already. */
export function findChange(
  target: Target,
  standing: Standing,
  file: OutputFile,
): Exclude<ChangeKind, 'delete'> | undefined {
  if (file.basedOn !== undefined) checkBasis(target, standing, file);
  if (standing.content === undefined) return 'create';
  if (standing.content.equals(Buffer.from(file.content))) return undefined;
  if (file.basedOn === undefined && !target.isOurs(file.path, standing.content.toString())) {
    throw DiagnosticError.of({
      code: 'files/foreign',
      place: { file: join(target.directory, file.path), line: 1 },
      message: 'a file that was not generated stands where a generated file is to be written',
      reason: 'It carries no marker of ours: somebody wrote it, and it would be lost',
      remedy: 'Move it away or delete it, and run again; or choose another target directory.',
    });
  }
  return 'update';
}

function checkBasis(target: Target, standing: Standing, file: OutputFile): void {
  if (standing.content?.equals(Buffer.from(file.basedOn ?? '')) === true) return;
  throw DiagnosticError.of({
    code: 'files/changed',
    place: { file: join(target.directory, file.path) },
    message: 'the file was changed by somebody else since it was read',
    reason: 'Writing our edit now would lose that change, so nothing was written',
    remedy: 'Run again.',
  });
}

function lstatIfAny(place: string, shown: string): Stats | undefined {
  try {
    return lstatSync(place);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw unwritable(shown, errorCode(error), String(error));
  }
}

/** Where a file that does not exist yet would really be: its nearest existing directory, links resolved. */
function realFuturePath(place: string, shown: string): string {
  const parent = dirname(place);
  let real: string;
  try {
    real = realpathSync.native(parent);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw unwritable(shown, errorCode(error), String(error));
    if (lstatIfAny(parent, shown) !== undefined)
      throw outside(shown, 'its directory is a link that leads nowhere');
    real = realFuturePath(parent, shown);
  }
  return join(real, basename(place));
}

function insideRoot(root: string, real: string, shown: string): string {
  if (!real.startsWith(root.endsWith(sep) ? root : root + sep)) throw outside(shown, `it leads to ${real}`);
  return relative(root, real).split(sep).join('/');
}

function outside(shown: string, detail: string): DiagnosticError {
  return DiagnosticError.of({
    code: 'files/outside',
    place: { file: shown },
    message: `the path leaves the target directory: ${detail}`,
    reason: 'Following the link would write where nobody expects generated files',
    remedy: 'Replace the link by a real file or directory, or give the place it leads to as the target.',
  });
}
