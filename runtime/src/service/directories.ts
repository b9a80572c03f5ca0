import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { SettingsError } from '../environment.ts';
import { codeOf } from '../files/error-code.ts';
import { makeDirectory } from '../files/make-directory.ts';
import { SinkError } from '../sink/errors.ts';
import { within } from '../waiting.ts';
import type { ObserverSettings } from './settings.ts';
import type { Simulation } from './simulation.ts';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this process has no permission',
  EPERM: 'this process has no permission',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a file is in its way',
  EEXIST: 'a file is in its way',
  ENOENT: 'nothing can be created there',
  ENOSPC: 'the disk is full',
  ETIMEDOUT: 'its file system does not answer',
};

/** Milliseconds. */
const ANSWER_TIMEOUT_MS = 30_000;

/** Simulated data is never next to real data. */
const SIMULATED = 'simulated';

export function dataDirectoryOf({ dataDirectory }: ObserverSettings, simulation?: Simulation): string {
  return simulation === undefined ? dataDirectory : join(dataDirectory, SIMULATED);
}

export function archiveDirectoryOf(
  { archiveDirectory }: ObserverSettings,
  simulation?: Simulation,
): string | undefined {
  return archiveDirectory === undefined || simulation === undefined
    ? archiveDirectory
    : join(archiveDirectory, SIMULATED);
}

/** Creates the directory that a variable names, or checks that it is writable. @throws SettingsError */
export async function usableDirectory(variable: string, directory: string): Promise<void> {
  try {
    const usable = makeDirectory(directory).then(() => access(directory, constants.W_OK | constants.X_OK));
    await within(ANSWER_TIMEOUT_MS, usable, () => {
      throw Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' });
    });
  } catch (error) {
    throw unusable(variable, directory, codeOf(error));
  }
}

/** Converts the sink's error about the data directory to one about its variable. */
export function dataDirectoryError(directory: string, error: unknown): unknown {
  if (!(error instanceof SinkError)) return error;
  if (error.code === 'sink/locked') {
    return new SettingsError(
      `OBSERVER_DATA_DIR is ${directory}, but another observer is writing to it. ` +
        'Stop that one, or choose another directory',
    );
  }
  return error.code === 'sink/unavailable'
    ? unusable('OBSERVER_DATA_DIR', directory, codeOf(error.cause))
    : error;
}

function unusable(variable: string, directory: string, code: string): SettingsError {
  const user = process.getuid === undefined ? 'this user' : `user ${process.getuid()}`;
  return new SettingsError(
    `${variable} is ${directory}, which is unusable: ${REASONS[code] ?? 'the system refuses it'} (${code}). ` +
      `Choose a directory that ${user} can write to`,
  );
}
