import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { withLock } from './lock.ts';
import { PreviewError } from './preview-error.ts';

/**
 * Installs what the page is made of and builds it, on first use and when it has changed.
 *
 * @returns the directory of the page
 */
export async function preparePage(directory: string, progress: (line: string) => void): Promise<string> {
  return withLock(path.join(directory, '.cache', 'preparing'), () => prepare(directory, progress));
}

async function prepare(directory: string, progress: (line: string) => void): Promise<string> {
  const lock = await readFile(path.join(directory, 'package-lock.json'), 'utf8');
  const installed = path.join(directory, 'node_modules', '.preview-installed');
  if ((await readFile(installed, 'utf8').catch(() => '')) !== digest(lock)) {
    progress("Installing Grafana's components (once, about a minute and 530 MB)");
    await run('npm', ['ci', '--no-audit', '--loglevel=error'], directory);
    await writeFile(installed, digest(lock));
  }
  const page = path.join(directory, 'dist', 'page');
  const state = digest(lock, ...(await sources(directory)));
  if (existsSync(page) && (await readFile(path.join(page, 'sources'), 'utf8').catch(() => '')) === state) {
    return page;
  }
  progress('Building the page');
  const scratch = path.join(directory, 'dist', `page-${process.pid}`);
  const vite = path.join('node_modules', 'vite', 'bin', 'vite.js');
  await run(process.execPath, [vite, 'build', '--logLevel=error'], directory, { PREVIEW_OUT: scratch });
  await writeFile(path.join(scratch, 'sources'), state);
  await rm(page, { recursive: true, force: true });
  await rename(scratch, page);
  return page;
}

async function sources(directory: string): Promise<readonly string[]> {
  const names = (await readdir(path.join(directory, 'page'), { recursive: true })).sort();
  const files = [
    ...names.map((name) => path.join('page', name)),
    'public/no-eval.js',
    'index.html',
    'vite.config.ts',
    '../generators/live/interpolate.ts',
  ];
  return Promise.all(
    files
      .filter((name) => /\.\w+$/.test(name))
      .map(async (name) => `${name}\n${await readFile(path.join(directory, name), 'utf8')}`),
  );
}

async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<void> {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code === 0) return;
  const name = `${path.basename(command)} ${args.map((arg) => path.basename(arg)).join(' ')}`;
  throw new PreviewError(
    `${name} failed in ${cwd}:\n${output.trim()}`,
    'Fix what it says, and run it again.',
  );
}

function digest(...texts: readonly string[]): string {
  return createHash('sha256').update(texts.join('\0')).digest('hex');
}
