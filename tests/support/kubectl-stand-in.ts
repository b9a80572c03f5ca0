import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { JsonObject } from './json.ts';
import { temporaryDirectory } from './temporary-directory.ts';

export interface FakeCluster {
  /** `<plural or kind>` → its objects, as `kubectl get <kind> --all-namespaces -o json` lists them. */
  readonly objects: Readonly<Record<string, readonly JsonObject[]>>;
  /** `<account> <resource>` that may not be listed. */
  readonly denied?: readonly string[];
  /** Printed on the error stream of each `get`, which then fails. */
  readonly failure?: string;
}

const KINDS: Readonly<Record<string, string>> = {
  namespace: 'namespaces',
  service: 'services',
  servicemonitor: 'servicemonitors',
  prometheusrule: 'prometheusrules',
  persistentvolumeclaim: 'persistentvolumeclaims',
};

/**
 * A kubectl that answers from a file. @returns the environment in which it is found; its first folder has nothing else in it.
 */
export async function kubectlStandIn(cluster: FakeCluster): Promise<{ readonly PATH: string }> {
  const directory = path.join(await temporaryDirectory(), 'bin');
  await mkdir(directory);
  await writeFile(path.join(directory, 'cluster.json'), JSON.stringify({ kinds: KINDS, ...cluster }));
  const program = path.join(directory, 'kubectl');
  await writeFile(program, PROGRAM.replace('NODE', process.execPath));
  await chmod(program, 0o755);
  return { PATH: `${directory}${path.delimiter}${process.env.PATH ?? ''}` };
}

const PROGRAM = `#!NODE
const { readFileSync } = require('node:fs');
const { kinds, objects, denied = [], failure } = JSON.parse(readFileSync(__dirname + '/cluster.json', 'utf8'));
const args = process.argv.slice(2);
const option = (name) => args.find((arg) => arg.startsWith('--' + name + '='))?.split('=').slice(1).join('=');
const words = args.filter((arg) => !arg.startsWith('--'));
const fail = (text) => { console.error(text); process.exit(1); };
if (words[0] === 'auth') {
  const isDenied = denied.includes(option('as') + ' ' + words[3]);
  console.log(isDenied ? 'no' : 'yes');
  process.exit(isDenied ? 1 : 0);
}
if (failure !== undefined) fail(failure);
const kind = (kinds[words[1]] ?? words[1]).split('.')[0];
const all = (objects[kind] ?? []).filter((one) => option('namespace') === undefined || one.metadata.namespace === option('namespace'));
if (words[2] === undefined) console.log(JSON.stringify({ kind: 'List', items: all }));
else {
  const found = all.find((one) => one.metadata.name === words[2]);
  if (found === undefined) fail('Error from server (NotFound): ' + kind + ' "' + words[2] + '" not found');
  console.log(JSON.stringify(found));
}
`;
