// @ts-check
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROBE = fileURLToPath(new URL('probe.cjs', import.meta.url));

/** The repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const OAC = fileURLToPath(new URL('../../generators/bin/oac.js', import.meta.url));

/**
 * What one run of a program has used: seconds by the clock, seconds of processor time over all threads, and the
 * largest resident size in bytes.
 * @typedef {{ wall: number, cpu: number, peak: number, output: string }} Usage
 */

/**
 * Runs Node with these arguments, as long as it takes.
 * @param {readonly string[]} args
 * @param {{ cwd?: string }} [options]
 * @returns {Promise<Usage>}
 */
export function run(args, { cwd = ROOT } = {}) {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const child = spawn(process.execPath, ['--require', PROBE, ...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1' },
    });
    let wall = 0;
    const texts = child.stdio.slice(1).map((stream) => {
      const chunks = /** @type {Buffer[]} */ ([]);
      stream?.on('data', (chunk) => chunks.push(chunk));
      return () => Buffer.concat(chunks).toString();
    });
    child.on('error', reject);
    child.on('exit', () => {
      wall = (performance.now() - begin) / 1000;
    });
    child.on('close', (code) => {
      const [output = '', errors = '', usage = ''] = texts.map((text) => text());
      if (code === 0) resolve({ wall, ...JSON.parse(usage), output });
      else reject(new Error(`node ${args.join(' ')} ended with code ${code}\n${errors}`));
    });
  });
}
