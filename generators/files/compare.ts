import { findOrphans } from './orphans.ts';
import { checkPath, findChange, findRoot, inspect } from './standing.ts';
import type { FileChange, OutputFile, Target } from './target.ts';
import { WantedPaths } from './wanted.ts';

/**
 * What a transaction with these files would change, in the order of the files, then the deletions. Writes nothing
 * and takes no lock.
 *
 * @throws DiagnosticError where the transaction would refuse, too.
 */
export async function* compare(
  target: Target,
  files: Iterable<OutputFile> | AsyncIterable<OutputFile>,
): AsyncGenerator<FileChange> {
  const wanted = new WantedPaths();
  const root = findRoot(target);
  for await (const file of files) {
    checkPath(target, file.path);
    if (root === undefined) {
      wanted.add(target, file.path, file.path);
      yield { path: file.path, kind: 'create', after: file.content };
      continue;
    }
    const standing = inspect(target, root, file.path);
    wanted.add(target, file.path, standing.path);
    const kind = findChange(target, standing, file);
    if (kind === undefined) continue;
    const before = standing.content === undefined ? {} : { before: standing.content.toString() };
    yield { path: file.path, kind, ...before, after: file.content };
  }
  if (root === undefined) return;
  for (const orphan of findOrphans(target, root, (path) => wanted.has(path))) {
    yield { path: orphan.path, kind: 'delete', before: orphan.content.toString() };
  }
}
