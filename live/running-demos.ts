import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { isRunning } from 'test-support/is-running';
import { releaseAfterwards } from 'test-support/release';

/** A demo that somebody has started and that has not ended. */
export interface RunningDemo {
  readonly pid: number;
  /** Where it listens for faults to switch. */
  readonly url: string;
  /** Of the project. */
  readonly root: string;
}

/** For this user only. It is read before a demo gets a temporary folder of its own. */
const FOLDER = path.join(process.env.XDG_RUNTIME_DIR ?? os.tmpdir(), `observer-demo-${os.userInfo().uid}`);

/** Tells `demo fault` where this demo is, until it ends. */
export function announceDemo(root: string, url: string): void {
  mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
  const file = path.join(FOLDER, `${process.pid}.json`);
  const demo: RunningDemo = { pid: process.pid, url, root };
  writeFileSync(file, JSON.stringify(demo));
  releaseAfterwards(() => {
    rmSync(file, { force: true });
    if (namesIn(FOLDER).length === 0) rmSync(FOLDER, { recursive: true, force: true });
  });
}

/** The demos of the project. What is left of one that was killed is removed. */
export function runningDemos(root: string): readonly RunningDemo[] {
  return namesIn(FOLDER)
    .map((name) => path.join(FOLDER, name))
    .flatMap((file) => {
      const demo: RunningDemo = JSON.parse(readFileSync(file, 'utf8'));
      if (isRunning(demo.pid)) return demo.root === root ? [demo] : [];
      rmSync(file, { force: true });
      return [];
    });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No demo has ever run.
    return [];
  }
}
