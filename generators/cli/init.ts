import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DiagnosticError } from '../base/diagnostic.ts';
import manifest from '../package.json' with { type: 'json' };
import { errorCode, unwritable } from '../write/failure.ts';
import type { Terminal } from './terminal.ts';

/** A project for a service named `shop`, next to `cli/` in the sources as well as in the build. */
const TEMPLATE = fileURLToPath(new URL('../template', import.meta.url));
const LIBRARY = dirname(TEMPLATE);

/**
 * Writes a first project into a directory, and keeps existing files. The service gets the directory's name.
 *
 * @returns the exit code
 */
export function init(directory: string, terminal: Terminal): number {
  const app = appOf(directory);
  const written: string[] = [];
  const kept: string[] = [];
  for (const file of readdirSync(TEMPLATE, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const source = join(file.parentPath, file.name);
    // npm would use a .gitignore in the template as its own.
    const name = relative(TEMPLATE, source).replace(/^gitignore$/, '.gitignore');
    const isNew = writeIfAbsent(join(directory, name), named(readFileSync(source, 'utf8'), app));
    (isNew ? written : kept).push(name);
  }
  for (const name of written.sort()) terminal.out(`create  ${join(directory, name)}\n`);
  for (const name of kept.sort()) terminal.talk(`keep    ${join(directory, name)}: it was there before\n`);
  terminal.talk(nextSteps(directory, kept));
  return 0;
}

function nextSteps(directory: string, kept: readonly string[]): string {
  return [
    '',
    ...installation(directory, kept.includes('package.json')).map((command) => `  ${command}`),
    '  npx oac generate',
    '',
    'Then edit metrics.ts: write down what your service emits. observability.yaml has the names of your deployment.',
    '',
  ].join('\n');
}

function installation(directory: string, hasPackage: boolean): readonly string[] {
  const enter = resolve(directory) === resolve('.') ? '' : `cd ${shellWord(directory)} && `;
  const compiler = hasPackage ? ' typescript' : '';
  if (LIBRARY.includes(`${sep}node_modules${sep}`)) {
    return [`${enter}npm install${hasPackage ? ` --save-dev ${manifest.name} typescript` : ''}`];
  }
  // For a clone, from which the package is packed. The dot makes it a path: npm would look up any other word
  // in its registry.
  const library = `./${relative('.', LIBRARY)}`.replace(/^\.\/\.\./, '..');
  return [
    `npm pack ${shellWord(library)} --pack-destination ${shellWord(directory)}`,
    `${enter}npm install --save-dev ./${manifest.name}-${manifest.version}.tgz${compiler}`,
  ];
}

function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** @returns whether the file is new */
function writeIfAbsent(file: string, text: string): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST' || errorCode(error) === 'EISDIR') return false;
    throw unwritable(file, error, 'What was written before this file is complete');
  }
}

/** The template for another service: `shop` in names, `shop_` in metrics, `Shop` in alerts. */
function named(text: string, app: string): string {
  const words = app.split('-');
  const pascal = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
  const names: Readonly<Record<string, string>> = { Shop: pascal, shop_: `${words.join('_')}_`, shop: app };
  return text.replaceAll(/Shop|shop_|shop/g, (name) => names[name] ?? name);
}

/** The directory's name as a Kubernetes name: `Checkout API` becomes `checkout-api`. */
function appOf(directory: string): string {
  const name = basename(resolve(directory));
  const app = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
    .slice(0, 40)
    .replace(/-$/, '');
  if (app !== '') return app;
  throw DiagnosticError.of({
    code: 'cli/init',
    place: { file: directory },
    message: `the name of the directory, ${JSON.stringify(name)}, has no letter for the name of a service`,
    reason: 'The service is named after the directory',
    remedy: 'Name a directory, such as "oac init checkout-api"; observability.yaml can change it later.',
  });
}
