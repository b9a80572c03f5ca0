// @ts-check
// Many services from one configuration: time and memory as their number grows. Each is of the size of the original
// monitoring document, or with `--whole` of the whole observer.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { originalDefinitions } from './support/original.mjs';
import { mebibytes, median, numberOption, printMachine, printTable, spread } from './support/report.mjs';
import { OAC, ROOT, run } from './support/run.mjs';
import { inTemporaryDirectory } from './support/temporary.mjs';

const SIZES = [10, 100, 1000];
const rounds = numberOption('rounds', 3);
const largest = numberOption('largest', 1000);
const isWhole = process.argv.includes('--whole');

/** @typedef {{ size: number, name: string, usages: import('./support/run.mjs').Usage[] }} Row */

printMachine();
await inTemporaryDirectory(async (directory) => {
  /** @type {Row[]} */
  const rows = [];
  // The command takes the definitions of its working directory.
  if (!isWhole)
    writeFileSync(join(directory, 'observability.ts'), originalDefinitions(join(ROOT, 'observability.ts')));
  const cwd = isWhole ? ROOT : directory;
  const sizes = SIZES.filter((size) => size <= largest);
  for (let round = 0; round < rounds; round += 1) {
    for (const size of sizes) {
      const config = join(directory, `${size}.yaml`);
      const out = join(directory, 'out');
      writeFileSync(config, configurationOf(size));
      rmSync(out, { recursive: true, force: true });
      for (const name of ['every file new', 'nothing changed']) {
        const usage = await run([OAC, 'generate', '--no-promtool', '--config', config, '--out', out], {
          cwd,
        });
        const row = rows.find((each) => each.size === size && each.name === name);
        if (row === undefined) rows.push({ size, name, usages: [usage] });
        else row.usages.push(usage);
      }
    }
  }
  printTable(
    [
      'services',
      '',
      'seconds',
      'processor seconds',
      'peak MiB',
      'ms per service',
      'processor ms per service',
    ],
    rows.map(({ size, name, usages }) => {
      const walls = usages.map(({ wall }) => wall);
      const processors = usages.map(({ cpu }) => cpu);
      return [
        String(size),
        name,
        spread(walls, 1),
        spread(processors, 1),
        spread(
          usages.map(({ peak }) => mebibytes(peak)),
          0,
        ),
        ((1000 * median(walls)) / size).toFixed(1),
        ((1000 * median(processors)) / size).toFixed(1),
      ];
    }),
  );
});

/**
 * A fleet of services, each in a namespace of its own.
 * @param {number} size
 */
function configurationOf(size) {
  const services = Array.from({ length: size }, (_, index) => {
    const app = `service-${String(index).padStart(4, '0')}`;
    return `  ${app}:\n    namespace: ${app}-prod\n`;
  });
  return [
    'operator:\n  profile: kube-prometheus-stack\n  release: prometheus\n',
    'grafana:\n  url: https://grafana.example.com\n',
    'runbooks:\n  url: https://runbooks.example.com\n',
    'defaultEnvironment: prod\n',
    'environments:\n  prod: {}\n',
    ...(isWhole
      ? []
      : ["checks:\n  disabled:\n    alert/panel: 'the panels that draw some alerts are left out'\n"]),
    'services:\n',
    ...services,
  ].join('');
}
