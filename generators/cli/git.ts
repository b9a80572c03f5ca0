import { execFile } from 'node:child_process';
import { posix, relative, resolve, sep } from 'node:path';
import { DiagnosticError } from '../base/diagnostic.ts';
import type { Files } from '../diff/index.ts';

/** Far more than generated files have. */
const MOST_BYTES = 512 * 1024 * 1024;

/**
 * The files of a commit below a directory, by their path in that directory. Git reads them without a
 * checkout.
 *
 * @throws DiagnosticError `git/missing`, `git/no-repository`, `git/unknown-ref`, `git/failed`
 */
export async function filesAt(ref: string, directory: string): Promise<Files> {
  const commit = await resolveCommit(ref);
  return await readFiles(commit, directory).catch((error: unknown) => {
    if (!(error instanceof GitError)) throw error;
    throw DiagnosticError.of({
      code: 'git/failed',
      place: { file: directory },
      message: `Git cannot read this directory as it was at ${ref}`,
      reason: error.message,
      remedy: 'Run "git fsck", or fetch the commit again.',
    });
  });
}

async function readFiles(commit: string, directory: string): Promise<Files> {
  const prefix = `${relative('.', resolve(directory)).split(sep).join('/') || '.'}/`;
  const listing = await git(['ls-tree', '-r', '-z', commit, '--', prefix]);
  const blobs = listing
    .toString()
    .split('\0')
    .flatMap((line) => {
      const [, id, path] = /^100\d{3} blob ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
      return id === undefined || path === undefined ? [] : [{ id, path: posix.relative(prefix, path) }];
    });
  if (blobs.length === 0) return new Map();
  const objects = await git(['cat-file', '--batch'], `${blobs.map(({ id }) => id).join('\n')}\n`);
  return new Map(readBatch(objects).map((content, index) => [blobs[index]?.path ?? '', content]));
}

/** `<id> blob <size>\n<content>\n` per object. */
function readBatch(output: Buffer): readonly string[] {
  const contents: string[] = [];
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf('\n', at);
    const size = Number(output.toString('utf8', at, end).split(' ')[2]);
    contents.push(output.toString('utf8', end + 1, end + 1 + size));
    at = end + size + 2;
  }
  return contents;
}

async function resolveCommit(ref: string): Promise<string> {
  await git(['rev-parse', '--git-dir']).catch((error: unknown) => {
    if (!(error instanceof GitError)) throw error;
    throw DiagnosticError.of({
      code: 'git/no-repository',
      place: {},
      message: 'this directory is in no Git repository',
      reason: error.message,
      remedy: 'Run it in the repository that has the generated files.',
    });
  });
  try {
    return (await git(['rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`])).toString().trim();
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw DiagnosticError.of({
      code: 'git/unknown-ref',
      place: {},
      message: `this repository has no branch, tag or commit "${ref}"`,
      reason: error.message,
      remedy:
        'Check the name: "git branch --all" lists branches. A pipeline has to fetch the commit first ("fetch-depth: 0"), and knows the main branch as origin/main.',
    });
  }
}

class GitError extends Error {}

function git(args: readonly string[], input = ''): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      [...args],
      { encoding: 'buffer', maxBuffer: MOST_BYTES, env: { ...process.env, LC_ALL: 'C' } },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else if (error.code === 'ENOENT') reject(missing());
        else reject(new GitError(stderr.toString().trim().split('\n')[0]));
      },
    );
    child.stdin?.on('error', () => undefined).end(input);
  });
}

function missing(): DiagnosticError {
  return DiagnosticError.of({
    code: 'git/missing',
    place: {},
    message: 'Git is not installed, or not on PATH',
    reason: 'It has the commit to compare with',
    remedy: 'Install git.',
  });
}
