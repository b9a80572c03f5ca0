import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { parseDashboard } from './dashboard-file.ts';
import { PreviewError } from './preview-error.ts';

/** The dashboard of a commit. @throws PreviewError if the commit does not exist, or has no such file */
export async function dashboardAt(reference: string, file: string): Promise<unknown> {
  const directory = path.dirname(path.resolve(file));
  const git = async (...args: readonly string[]) => {
    const { stdout } = await promisify(execFile)('git', ['-C', directory, ...args], {
      maxBuffer: 64 * 1024 ** 2,
    });
    return stdout;
  };
  const commit = await git(
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${reference}^{commit}`,
  ).catch(() => {
    throw new PreviewError(
      `there is no commit ${reference}`,
      'Name a branch, a tag or a commit; CI may need to fetch it.',
    );
  });
  const name = `./${path.basename(file)}`;
  const text = await git('show', `${commit.trim()}:${name}`).catch(() => {
    throw new PreviewError(`${file} is not in ${reference}`, 'Name a commit that has the dashboard.');
  });
  return parseDashboard(text, `${file} in ${reference}`);
}
