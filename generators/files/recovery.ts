import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DiagnosticError } from '../base/diagnostic.ts';
import { reportingFailure } from './failure.ts';
import { Guardian } from './guardian.ts';
import { type Journal, journalName, type Outcome, pointerName } from './journal.ts';
import { acquireLock, type Lock, type LockOptions, removeAbandonedClaims } from './lock.ts';
import { stagingPrefix } from './staging.ts';

/**
 * Brings what interrupted runs have left in the locked targets to its end: a complete set is brought into place, an
 * incomplete one is removed.
 *
 * @param locks By the real path of the target.
 */
export async function recover(locks: ReadonlyMap<string, Lock>, options: LockOptions): Promise<void> {
  for (const root of locks.keys()) {
    reportingFailure(root, () => removeAbandonedClaims(root));
    for (const name of reportingFailure(root, () => readdirSync(root)).sort()) {
      if (name.startsWith(stagingPrefix)) await recoverStaging(join(root, name), locks, options);
    }
  }
}

async function recoverStaging(
  staging: string,
  locks: ReadonlyMap<string, Lock>,
  options: LockOptions,
): Promise<void> {
  const pointer = join(staging, pointerName);
  const primary = existsSync(pointer) ? resolve(staging, readFileSync(pointer, 'utf8')) : staging;
  if (!existsSync(join(primary, journalName))) {
    reportingFailure(staging, () => rmSync(staging, { recursive: true, force: true }));
    return;
  }
  const journal: Journal = JSON.parse(readFileSync(join(primary, journalName), 'utf8'));
  const roots = journal.stagings.map((each) => dirname(resolve(primary, each)));
  const borrowed: Lock[] = [];
  try {
    const held: Lock[] = [];
    for (const root of roots) {
      const own = locks.get(root);
      if (own === undefined && !existsSync(root)) continue;
      const lock = own ?? (await acquireLock(root, options));
      if (own === undefined) borrowed.push(lock);
      held.push(lock);
    }
    const guardian = new Guardian(primary, [], held);
    let outcome: Outcome;
    try {
      outcome = await guardian.settle();
    } finally {
      guardian.dismiss();
    }
    report(outcome, primary, options);
  } finally {
    for (const lock of borrowed) lock.release();
  }
}

function report(outcome: Outcome, primary: string, options: LockOptions): void {
  const root = dirname(primary);
  if (outcome.result === 'committed')
    options.onMessage(`completed what an interrupted run was writing to ${root}`);
  if (outcome.result === 'rolled-back') {
    options.onMessage(`undid what an interrupted run was writing to ${root}: ${outcome.message}`);
  }
  if (outcome.result === 'stuck') throw incomplete(outcome.file, primary, outcome.message);
}

/** Neither the old nor the new set could be brought into place. */
export function incomplete(file: string, primary: string, message: string): DiagnosticError {
  return DiagnosticError.of({
    code: 'files/incomplete',
    place: { file },
    message: `some files are new and some old, as writing this one failed and so did going back: ${message}`,
    reason: 'Dashboards, rules and manifests of two versions stand beside each other',
    remedy: `Remove the cause and run again, which continues from ${primary}; it holds both versions of each file.`,
  });
}
