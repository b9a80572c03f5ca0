import type { Argv } from 'yargs';
import { SettingsError } from '../environment.ts';
import { jsonLog } from '../telemetry/log.ts';
import type { Output } from '../token/command.ts';
import { DatabaseError } from './errors.ts';
import { DatabaseLoader, type LoadedFile } from './load.ts';
import { databaseAddress } from './settings.ts';

export interface LoadCommandOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly output: Output;
}

/**
 * `load FILE...`. Exit code 0 if every line is in the database, 1 if some are not, 2 if the database is
 * unusable.
 */
export function loadCommand(yargs: Argv, options: LoadCommandOptions, exit: (code: number) => void): Argv {
  return yargs.command(
    'load <file..>',
    'Load files of records into the database',
    (load) =>
      load
        .positional('file', {
          type: 'string',
          array: true,
          demandOption: true,
          describe: 'JSONL, or JSONL.gz',
        })
        .option('json', { type: 'boolean', default: false, describe: 'Print JSON' })
        .example('observer load data/scalp/20261125_*.jsonl', 'Load what was dropped on that day')
        .epilogue(
          'What is in the database already stays as it is, so files can be loaded again.\n' +
            'Environment: DATABASE_URL.\n' +
            'Exit codes: 0 every line is in the database; 1 some are not; 2 the database could not be used.',
        ),
    async ({ file, json }) => exit(await load(file, json, options)),
  );
}

async function load(
  files: readonly string[],
  json: boolean,
  { environment, output }: LoadCommandOptions,
): Promise<0 | 1 | 2> {
  const loaded: LoadedFile[] = [];
  let failure: DatabaseError | SettingsError | undefined;
  let loader: DatabaseLoader | undefined;
  try {
    const url = databaseAddress(environment);
    if (url === undefined) throw new SettingsError('DATABASE_URL is not set');
    loader = new DatabaseLoader({ url, log: jsonLog({ write: output.error }) });
    for (const file of files) {
      const result = await loader.loadFile(file);
      loaded.push(result);
      if (!json) output.out(`${described(result)}\n`);
    }
  } catch (error) {
    if (!(error instanceof DatabaseError || error instanceof SettingsError)) throw error;
    failure = error;
  } finally {
    await loader?.close();
  }
  if (json) output.out(`${JSON.stringify({ files: loaded, error: shown(failure) }, undefined, 2)}\n`);
  else if (failure !== undefined) output.error(`observer: ${failure.message}\n`);
  if (failure !== undefined) return 2;
  return loaded.every(isWhole) ? 0 : 1;
}

function shown(failure: DatabaseError | SettingsError | undefined) {
  return failure === undefined ? null : { code: failure.code, message: failure.message };
}

function isWhole({ refused, malformed, failure }: LoadedFile): boolean {
  return refused === 0 && malformed === 0 && failure === undefined;
}

function described(file: LoadedFile): string {
  const { path, inserted, duplicate, refused, malformed, firstMalformed, failure } = file;
  const parts = [`${inserted} new`, `${duplicate} there already`];
  if (refused > 0) parts.push(`${refused} that the database cannot hold`);
  if (malformed > 0) parts.push(`${malformed} malformed, the first in line ${firstMalformed}`);
  if (failure !== undefined) parts.push(`not read to its end: ${failure}`);
  return `${path}: ${parts.join(', ')}`;
}
