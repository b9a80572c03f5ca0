// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run.mjs';

const FETCHED = join(ROOT, '.tools', 'chromium-bookworm');

/** As `PREVIEW_CHROMIUM` names it, or as `npm run tools` has fetched it. */
export function programPath() {
  const program = process.env.PREVIEW_CHROMIUM ?? join(FETCHED, 'usr/lib/chromium/chromium-headless-shell');
  if (!existsSync(program)) throw new Error('there is no Chromium: run npm run tools');
  return program;
}

/** @param {string} program */
export function libraryPathOf(program) {
  if (!program.startsWith(FETCHED)) return process.env.LD_LIBRARY_PATH ?? '';
  const architecture = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  return ['usr/lib', 'lib']
    .map((folder) => join(FETCHED, folder, `${architecture}-linux-gnu`))
    .flatMap((folder) => [folder, join(folder, 'pulseaudio')])
    .join(':');
}
