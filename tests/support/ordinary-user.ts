import { chown } from 'node:fs/promises';

/** `nobody` and `nogroup` of Debian. */
const NOBODY = 65_534;

/** The command that runs a program that refuses to run as root: as somebody else where this process is root's. */
export function asOrdinaryUser(program: string): readonly [string, ...string[]] {
  if (!isRoot()) return [program];
  const change = ['--reuid', String(NOBODY), '--regid', String(NOBODY), '--clear-groups', '--'];
  // The change of the user takes the wish to end with the parent away; the second one gives it back.
  return ['setpriv', ...change, 'setpriv', '--pdeathsig', 'KILL', '--', program];
}

/** Gives files and folders to whom `asOrdinaryUser` runs programs as. */
export async function giveToOrdinaryUser(...files: readonly string[]): Promise<void> {
  if (!isRoot()) return;
  for (const file of files) await chown(file, NOBODY, NOBODY);
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
