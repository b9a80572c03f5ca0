import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Diagnostic, DiagnosticError } from '../../../generators/base/diagnostic.ts';
import { run } from '../run.ts';
import { type Apt, createApt } from './apt.ts';
import { withLock } from './lock.ts';

export interface FetchOptions {
  /** Packages are unpacked into `<package>-<version>/` below it. */
  readonly toolsDirectory: string;
  /** Its PATH says which apt-get, dpkg-deb and flock run. */
  readonly environment: NodeJS.ProcessEnv;
  /** Packages that are unpacked into the folder of this one, because it does not run without them. */
  readonly companionsOf?: (packageName: string) => readonly string[];
}

const SCRATCH_PREFIX = '.fetch-';

/**
 * Downloads Debian packages and unpacks them below the tools folder; nothing is installed, no script of a
 * package runs. `needed` is asked while the lock is held, so that what another process fetched meanwhile is
 * not fetched again. Returns the failures by package.
 */
export async function fetchPackages(
  needed: () => Promise<readonly string[]>,
  options: FetchOptions,
): Promise<ReadonlyMap<string, Diagnostic>> {
  await mkdir(options.toolsDirectory, { recursive: true });
  return withLock(path.join(options.toolsDirectory, '.lock'), options.environment, async () => {
    await removeScratch(options.toolsDirectory);
    const scratch = await mkdtemp(path.join(options.toolsDirectory, SCRATCH_PREFIX));
    const apt = createApt(scratch, options.environment);
    const failures = new Map<string, Diagnostic>();
    try {
      for (const packageName of await needed()) {
        const failure = await fetchPackage(packageName, apt, scratch, options);
        if (failure !== undefined) failures.set(packageName, failure);
      }
    } finally {
      await removeScratch(options.toolsDirectory);
    }
    return failures;
  });
}

async function fetchPackage(
  packageName: string,
  apt: Apt,
  scratch: string,
  options: FetchOptions,
): Promise<Diagnostic | undefined> {
  try {
    const file = await apt.download(packageName);
    const unpacked = path.join(scratch, packageName);
    await dpkgDeb(['--extract', file, unpacked], packageName, options);
    for (const companion of options.companionsOf?.(packageName) ?? []) {
      await dpkgDeb(['--extract', await apt.download(companion), unpacked], companion, options);
    }
    const format = ['--show', '--showformat=${Package}-${Version}', file];
    const nameAndVersion = (await dpkgDeb(format, packageName, options)).trim();
    // The epoch of a version, `5:` in `redis-server-5:7.0.15`, could stand in no variable like PATH.
    const folder = path.join(options.toolsDirectory, nameAndVersion.replace(/-\d+:/, '-'));
    // A folder of this version that is in the way does not have the program that was missed.
    await rm(folder, { recursive: true, force: true });
    await rename(unpacked, folder);
    return undefined;
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics[0];
    throw error;
  }
}

async function dpkgDeb(args: readonly string[], packageName: string, options: FetchOptions): Promise<string> {
  const result = await run('dpkg-deb', args, { env: options.environment });
  if (result.code === 0) return result.stdout;
  throw DiagnosticError.of({
    code: 'tools/unpack',
    place: { definition: `Debian package ${packageName}` },
    message: `dpkg-deb could not unpack ${packageName}: ${result.stderr.trim() || `exit code ${result.code}`}`,
    reason: 'Tests that need its programs are skipped, and fail where CI=true',
    remedy: `Free some space in ${options.toolsDirectory} and run "npm run tools", or install the programs of ${packageName} so that they are on PATH`,
  });
}

/** Called under the lock, where every scratch folder belongs to a run that was killed or is over. */
async function removeScratch(toolsDirectory: string): Promise<void> {
  for (const name of await readdir(toolsDirectory)) {
    if (name.startsWith(SCRATCH_PREFIX)) {
      await rm(path.join(toolsDirectory, name), { recursive: true, force: true });
    }
  }
}
