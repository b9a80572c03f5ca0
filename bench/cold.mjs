// @ts-check
// How long a person waits for one `oac generate` with all built-in checks, beside Node doing nothing.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareInTurn } from './support/compare.mjs';
import { numberOption, printMachine } from './support/report.mjs';
import { OAC, ROOT, run } from './support/run.mjs';
import { inTemporaryDirectory } from './support/temporary.mjs';

const rounds = numberOption('rounds', 15);
const generate = [OAC, 'generate', '--no-promtool', '--config', join(ROOT, 'observability.yaml')];

printMachine();
await inTemporaryDirectory((directory) =>
  compareInTurn(
    [
      { name: 'node -e 0', run: () => run(['-e', '0']) },
      { name: 'generate, nothing changed', run: () => run([...generate, '--out', join(directory, 'kept')]) },
      {
        name: 'generate, every file new',
        run: () => run([...generate, '--out', mkdtempSync(join(directory, 'new-'))]),
      },
      {
        name: 'generate, sources changed',
        run: () => run([...generate, '--out', join(directory, 'kept')], { cwd: freshDefinitions(directory) }),
      },
    ],
    rounds,
  ),
);

/**
 * A directory with an `observability.ts` that the loader has not cached.
 * @param {string} directory
 */
function freshDefinitions(directory) {
  const fresh = mkdtempSync(join(directory, 'definitions-'));
  const source = JSON.stringify(join(ROOT, 'observability.ts'));
  writeFileSync(join(fresh, 'observability.ts'), `export { default } from ${source};\n`);
  return fresh;
}
