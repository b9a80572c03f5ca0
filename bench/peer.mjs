// @ts-check
// Ours beside a bare program on the same SDK, as its examples do it, with as many panels: JSON on stdout and no more.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compareInTurn } from './support/compare.mjs';
import { numberOption, printMachine } from './support/report.mjs';
import { OAC, ROOT, run } from './support/run.mjs';
import { inTemporaryDirectory } from './support/temporary.mjs';

const rounds = numberOption('rounds', 15);
const peer = fileURLToPath(new URL('peers/foundation-sdk.mjs', import.meta.url));

printMachine();
await inTemporaryDirectory(async (directory) => {
  const generate = [OAC, 'generate', '--no-promtool', '--json', '--out', join(directory, 'out')];
  generate.push('--config', join(ROOT, 'observability.yaml'));
  /** @type {{ panels: number, alerts: number, scenarios: number, checks: number }} */
  const { panels, alerts, scenarios, checks } = JSON.parse((await run(generate)).output);
  console.log(
    `Both make ${panels} panels. Ours makes them in two models, and ${alerts} alerts with ${scenarios} scenarios and the\n` +
      `manifests, runs ${checks} checks on all of it and compares the files with those that stand there.\n`,
  );
  await compareInTurn(
    [
      { name: 'bare SDK program', run: () => run([peer, String(panels)]) },
      { name: 'oac generate', run: () => run(generate) },
    ],
    rounds,
  );
});
