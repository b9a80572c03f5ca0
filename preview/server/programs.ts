import { existsSync } from 'node:fs';
import path from 'node:path';
import { findProgram } from 'test-support/fetch/find';
import type { Programs } from './example-data.ts';
import { PreviewError } from './preview-error.ts';

/** Prometheus and promtool, from PATH or as `npm run tools` has fetched them. */
export function findPrometheus(root: string): Programs {
  const tools = path.join(root, '.tools');
  const prometheus = findProgram(tools, 'prometheus');
  const promtool = findProgram(tools, 'promtool');
  if (prometheus !== undefined && promtool !== undefined) return { prometheus, promtool };
  throw new PreviewError(
    'the example data needs Prometheus, which is not installed',
    'Run npm run tools, put prometheus and promtool on PATH, or name a running one with --prometheus URL.',
  );
}

const MAC_CHROME = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

export function findChromium(root: string): string {
  const named = process.env.PREVIEW_CHROMIUM;
  const candidates =
    named === undefined ? [findProgram(path.join(root, '.tools'), 'chromium'), MAC_CHROME] : [named];
  const found = candidates.find((file) => file !== undefined && existsSync(file));
  if (found !== undefined) return found;
  throw new PreviewError(
    named === undefined ? 'pictures need Chromium, which is not installed' : `there is no ${named}`,
    'Run npm run tools, install Chromium or Chrome, or name it with PREVIEW_CHROMIUM.',
  );
}
