import { describe } from 'vitest';
import { PROGRAMS, type ProgramName, RELEASES, type Release } from './fetch/catalogue.ts';
import { findProgram } from './fetch/find.ts';
import { versionOf } from './fetch/version-of.ts';
import { isContinuousIntegration, TOOLS_DIRECTORY } from './tools.ts';

/**
 * A suite for the oldest version of some programs and one for the newest; their titles tell the versions. The tests ask
 * for the programs with `requireTool(name, { release })`. Where one is not installed the suite is skipped, and fails
 * where CI=true.
 */
export async function describeReleases(
  names: readonly ProgramName[],
  body: (release: Release) => void,
): Promise<void> {
  for (const release of RELEASES) {
    const programs = await Promise.all(
      names.map(async (name) => {
        const file = findProgram(TOOLS_DIRECTORY, name, release);
        return { name, version: file === undefined ? undefined : await versionOf(file, PROGRAMS[name]) };
      }),
    );
    const title = programs.map(({ name, version }) => `${name} ${version ?? `(${release}), not installed`}`);
    const isComplete = programs.every(({ version }) => version !== undefined);
    describe.runIf(isComplete || isContinuousIntegration())(title.join(', '), () => body(release));
  }
}
