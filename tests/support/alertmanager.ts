import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Release } from './fetch/catalogue.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { requireTool } from './tools.ts';

export interface AlertmanagerOptions {
  /** As `requireTool` takes it. */
  readonly release?: Release | undefined;
  /** Text of `alertmanager.yml`. */
  readonly config: string;
  /** Further options of the program. */
  readonly args?: readonly string[];
}

/** Starts a real Alertmanager, alone and without a cluster. Skips the test where it is not installed. */
export async function startAlertmanager({
  release,
  config,
  args = [],
}: AlertmanagerOptions): Promise<ServerProcess> {
  const program = await requireTool('alertmanager', { release });
  const directory = await temporaryDirectory();
  const configFile = path.join(directory, 'alertmanager.yml');
  await writeFile(configFile, config);
  const [command, ...before] = withTemplates(program);
  return startServerProcess(command, [
    ...before,
    `--config.file=${configFile}`,
    `--storage.path=${path.join(directory, 'data')}`,
    '--web.listen-address=127.0.0.1:0',
    '--cluster.listen-address=',
    ...args,
  ]);
}

/** Where Debian's build reads its default templates. */
const TEMPLATES = '/usr/share/prometheus/alertmanager';

/**
 * A package that was unpacked and not installed has its templates beside it. Root can lay them over /usr/share for this
 * one process, in mounts of its own that nobody else sees.
 */
function withTemplates(program: string): readonly [string, ...string[]] {
  const share = path.resolve(path.dirname(program), '..', 'share');
  const isBeside = existsSync(path.join(share, 'prometheus', 'alertmanager', 'default.tmpl'));
  if (existsSync(TEMPLATES) || !isBeside || process.getuid?.() !== 0) return [program];
  const script = 'mount -t overlay overlay -o "lowerdir=$1:/usr/share" /usr/share && shift && exec "$@"';
  return ['unshare', '--mount', 'sh', '-c', script, 'sh', share, program];
}
