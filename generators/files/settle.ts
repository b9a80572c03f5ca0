import type { FailedStep, Journal, JournalPath, JournalStep, Outcome } from './journal.ts';

/** The modules of Node that `settle` works with. They are passed in because its source text is run elsewhere. */
export interface Modules {
  readonly fs: typeof import('node:fs');
  readonly path: typeof import('node:path');
  readonly crypto: typeof import('node:crypto');
}

/**
 * Brings a staged set of files to its end: forward if its journal is complete, back if a step fails, and away with
 * it if there is no journal. Any number of interruptions, at any step, may precede: what is left to do is read off
 * the files themselves, by their digests.
 *
 * The source text of this function runs in the guardian process, so it uses nothing but its arguments and globals.
 *
 * @param primary Absolute path of the staging directory that may hold the journal.
 * @param others Further staging directories that are removed with it.
 */
export function settle(modules: Modules, primary: string, others: readonly string[]): Outcome {
  const { fs, path, crypto } = modules;
  const journalFile = path.join(primary, 'journal.json');

  function codeOf(error: unknown): string {
    return error instanceof Error && 'code' in error ? String(error.code) : '';
  }

  function readIfAny(file: string): Buffer | null {
    try {
      return fs.readFileSync(file);
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null;
      throw error;
    }
  }

  function digest(file: string): string | null {
    try {
      const content = readIfAny(file);
      return content === null ? null : crypto.createHash('sha256').update(content).digest('hex');
    } catch (error) {
      if (codeOf(error) === 'EISDIR') return 'a directory';
      throw error;
    }
  }

  function removeStaging(directories: readonly string[]): void {
    try {
      fs.rmSync(journalFile, { force: true });
      for (const directory of directories) fs.rmSync(directory, { recursive: true, force: true });
    } catch {
      // The files are as they shall be. The next run removes what is left, and a journal has nothing left to do.
    }
  }

  const text = readIfAny(journalFile);
  if (text === null) {
    removeStaging([...others, primary]);
    return { result: 'discarded' };
  }
  const journal: Journal = JSON.parse(text.toString());
  const stagings = journal.stagings.map((staging) => path.resolve(primary, staging));

  function stagingOf(entry: JournalPath): string {
    const staging = stagings[entry.target];
    if (staging === undefined) throw new Error(`${journalFile} names a target that it does not list`);
    return staging;
  }

  function placeOf(entry: JournalPath): string {
    return path.join(path.dirname(stagingOf(entry)), entry.path);
  }

  /** Keeps the content of a file reachable under a second name while the first one is replaced. */
  function keep(place: string, backup: string): void {
    fs.rmSync(backup, { force: true });
    try {
      fs.linkSync(place, backup);
    } catch {
      // Some file systems have no hard links, and some systems forbid them on files of other users.
      fs.copyFileSync(place, backup);
    }
  }

  /** Unlike a rename, fails if a file has appeared in the meantime. */
  function putIfAbsent(staged: string, place: string): void {
    try {
      fs.linkSync(staged, place);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') throw error;
      fs.renameSync(staged, place);
    }
  }

  function apply(step: JournalStep, index: number): void {
    const place = placeOf(step);
    const current = digest(place);
    if (current === step.after) return;
    if (current !== step.before) {
      throw Object.assign(new Error('it was changed in the meantime'), { code: 'CHANGED' });
    }
    const staged = path.join(stagingOf(step), 'new', String(index));
    const backup = path.join(stagingOf(step), 'old', String(index));
    if (step.after === null) {
      fs.renameSync(place, backup);
    } else if (step.before === null) {
      putIfAbsent(staged, place);
    } else {
      keep(place, backup);
      fs.renameSync(staged, place);
    }
  }

  function undo(step: JournalStep, index: number): void {
    const place = placeOf(step);
    const backup = path.join(stagingOf(step), 'old', String(index));
    if (digest(place) !== step.after) return;
    if (step.before === null) fs.rmSync(place, { force: true });
    else if (fs.existsSync(backup)) fs.renameSync(backup, place);
  }

  function failure(entry: JournalPath, error: unknown): FailedStep {
    const message = error instanceof Error ? error.message : String(error);
    return { file: placeOf(entry), code: codeOf(error), message };
  }

  function rollBack(): FailedStep | undefined {
    let failed: FailedStep | undefined;
    journal.steps.forEach((step, index) => {
      try {
        undo(step, index);
      } catch (error) {
        failed ??= failure(step, error);
      }
    });
    for (const directory of [...journal.newDirectories].reverse()) removeIfEmpty(placeOf(directory));
    return failed;
  }

  function removeIfEmpty(directory: string): void {
    try {
      fs.rmdirSync(directory);
    } catch {
      // Somebody else's file is in it, or it was never made.
    }
  }

  function removeEmptiedDirectories(): void {
    for (const step of journal.steps) {
      if (step.after !== null) continue;
      const root = path.dirname(stagingOf(step));
      for (let up = path.dirname(placeOf(step)); up.length > root.length; up = path.dirname(up)) {
        removeIfEmpty(up);
      }
    }
  }

  /** Renames survive a loss of power once their directories are flushed; then the journal may go. */
  function flushDirectories(): void {
    const directories = new Set(journal.steps.map((step) => path.dirname(placeOf(step))));
    for (const directory of directories) {
      try {
        const descriptor = fs.openSync(directory, 'r');
        try {
          fs.fsyncSync(descriptor);
        } finally {
          fs.closeSync(descriptor);
        }
      } catch {
        // Windows cannot open directories.
      }
    }
  }

  let current: JournalPath | undefined;
  try {
    for (const directory of journal.newDirectories) {
      current = directory;
      fs.mkdirSync(placeOf(directory), { recursive: true });
    }
    journal.steps.forEach((step, index) => {
      current = step;
      apply(step, index);
    });
  } catch (error) {
    if (current === undefined) throw error;
    const failed = failure(current, error);
    const stuck = rollBack();
    if (stuck !== undefined) return { result: 'stuck', ...stuck };
    removeStaging([...stagings, ...others, primary]);
    return { result: 'rolled-back', ...failed };
  }
  flushDirectories();
  removeEmptiedDirectories();
  removeStaging([...stagings, ...others, primary]);
  return { result: 'committed' };
}
