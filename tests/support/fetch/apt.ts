import { mkdir, mkdtemp, readdir } from 'node:fs/promises';
import path from 'node:path';
import { DiagnosticError } from '../../../generators/base/diagnostic.ts';
import { type RunResult, run } from '../run.ts';

export interface Apt {
  /** Path of the downloaded package file. @throws DiagnosticError `tools/download` */
  download(packageName: string): Promise<string>;
}

/** A package of 20 MB on a slow line, and the lists of a distribution, both fit well into this. */
const TIMEOUT_MILLISECONDS = 180_000;

const OPTIONS = [
  '--quiet=2',
  // Without a terminal of its own apt would wait long and often for a network that is not there.
  ...['-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=15', '-o', 'Acquire::https::Timeout=15'],
  // As root apt downloads as the user _apt, who may not be able to write below the project.
  ...['-o', 'APT::Sandbox::User=root'],
];

/**
 * Downloads packages without root and without installing anything: first by the machine's own package lists,
 * then, where these are empty or older than the archive, by lists of its own below `scratchDirectory`, twice.
 */
export function createApt(scratchDirectory: string, environment: NodeJS.ProcessEnv): Apt {
  const stateDirectory = path.join(scratchDirectory, 'apt');
  const ownLists = [
    ...['-o', `Dir::State=${path.join(stateDirectory, 'state')}`],
    ...['-o', `Dir::Cache=${path.join(stateDirectory, 'cache')}`],
  ];
  let hasOwnLists = false;

  function aptGet(args: readonly string[], directory: string): Promise<RunResult> {
    return run('apt-get', [...OPTIONS, ...args], {
      cwd: directory,
      env: { ...environment, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
      timeout: TIMEOUT_MILLISECONDS,
    });
  }

  async function attempt(packageName: string, lists: readonly string[]): Promise<Attempt> {
    const directory = await mkdtemp(path.join(scratchDirectory, 'download-'));
    const result = await aptGet([...lists, 'download', packageName], directory);
    const file = (await readdir(directory)).find((name) => name.endsWith('.deb'));
    if (result.code === 0 && file !== undefined) return { file: path.join(directory, file) };
    return { failure: describeFailure(result) };
  }

  async function attemptWithOwnLists(packageName: string): Promise<Attempt> {
    if (hasOwnLists) return attempt(packageName, ownLists);
    // apt makes these itself in its own folders only.
    await mkdir(path.join(stateDirectory, 'state/lists/partial'), { recursive: true });
    await mkdir(path.join(stateDirectory, 'cache/archives/partial'), { recursive: true });
    // A source that cannot be reached is no failure yet: another one may carry the package.
    const update = await aptGet([...ownLists, 'update'], stateDirectory);
    const download = await attempt(packageName, ownLists);
    if ('file' in download) {
      hasOwnLists = true;
      return download;
    }
    const failures = update.code === 0 && update.stderr === '' ? [] : [describeFailure(update)];
    return { failure: [...failures, download.failure].join('; ') };
  }

  return {
    async download(packageName) {
      let download = await attempt(packageName, []);
      for (let retry = 0; retry < 2 && 'failure' in download; retry++) {
        download = await attemptWithOwnLists(packageName);
      }
      if ('file' in download) return download.file;
      throw DiagnosticError.of({
        code: 'tools/download',
        place: { definition: `Debian package ${packageName}` },
        message: `apt-get could not download ${packageName}: ${download.failure}`,
        reason: 'Tests that need its programs are skipped, and fail where CI=true',
        remedy: `Check the network and /etc/apt/sources.list, then run "npm run tools"; or install the programs of ${packageName} so that they are on PATH`,
      });
    },
  };
}

type Attempt = { readonly file: string } | { readonly failure: string };

/** apt's first complaint is the cause; what follows are its consequences. */
function describeFailure(result: RunResult): string {
  if (result.signal !== null) return `stopped after ${TIMEOUT_MILLISECONDS / 1000} s`;
  const lines = result.stderr.split('\n').map((line) => line.trim());
  return lines.find((line) => /^(?:E:|W: Failed to fetch)/.test(line)) ?? `exit code ${result.code}`;
}
