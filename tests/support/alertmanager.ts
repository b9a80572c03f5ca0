import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type ServerProcess, startServerProcess } from './server-process.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { requireTool } from './tools.ts';

export interface AlertmanagerOptions {
  /** Text of `alertmanager.yml`. */
  readonly config: string;
}

/** Starts a real Alertmanager, alone and without a cluster. Skips the test where it is not installed. */
export async function startAlertmanager({ config }: AlertmanagerOptions): Promise<ServerProcess> {
  const program = await requireTool('alertmanager');
  const directory = await temporaryDirectory();
  const configFile = path.join(directory, 'alertmanager.yml');
  await writeFile(configFile, config);
  return startServerProcess(program, [
    `--config.file=${configFile}`,
    `--storage.path=${path.join(directory, 'data')}`,
    '--web.listen-address=127.0.0.1:0',
    '--cluster.listen-address=',
  ]);
}
