import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../write/plan.ts';
import { renderDiff } from '../write/render-diff.ts';

/** Files whose lines are shown; further ones are only named. */
const MOST_SHOWN = 100;

/** What plans would change, for people. */
export function* showDifferences(plans: readonly Plan[], color: boolean): Generator<string> {
  let shown = 0;
  for (const { directory, changes, manifest } of plans) {
    for (const { path, kind, before, after } of changes) {
      const file = join(directory, path);
      shown += 1;
      if (shown > MOST_SHOWN) {
        yield `${kind}  ${file}\n`;
        continue;
      }
      const texts = {
        before: before === undefined ? '' : readFileSync(file, 'utf8'),
        after: after?.content().toString() ?? '',
      };
      yield renderDiff({ path: file, kind, ...texts }, { color });
    }
    // Digests mean nothing to a reader.
    if (manifest !== undefined) yield `${manifest.kind}  ${join(directory, manifest.path)}\n`;
  }
}
