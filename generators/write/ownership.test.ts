import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../base/diagnostic.ts';
import { MARKER, yamlFile } from '../base/yaml.ts';
import type { Artifact } from '../compile/model.ts';
import { FileSet, type PreparedFile } from './file-set.ts';
import { MANIFEST } from './manifest.ts';
import { deploymentBase, outDirectory, underServiceDirectory } from './targets.ts';
import { SCRATCH } from './testing.ts';
import { writeFiles } from './write.ts';

/**
 * A user and the generator work in one directory in turn, in any order. Whatever the user did, and whichever
 * artifacts the generator has: the user's files never change, and generated files are complete or refused.
 */

const APPS = ['observer', 'observer-derivatives', 'shop', 'api-2'];

/**
 * Artifacts with the names of real ones. The revision changes their content, as a new version of the
 * generator would.
 */
function artifactsOf(app: string, revision: number): readonly Artifact[] {
  const dashboard = JSON.stringify({ title: app, revision, tags: [app, 'observability-as-code'] });
  return [
    { path: `monitoring/${app}-servicemonitor.yaml`, content: yamlFile({ kind: 'ServiceMonitor', app }) },
    {
      path: `monitoring/${app}-prometheusrule.yaml`,
      content: yamlFile({ kind: 'PrometheusRule', revision }),
    },
    { path: 'monitoring/grafana-dashboard.json', content: dashboard },
    { path: `grafana/${app}.v2.json`, content: `{ "spec": ${dashboard} }\n` },
    { path: `prometheus/${app}.rules.yaml`, content: yamlFile({ groups: [app, revision] }) },
    { path: `workload/${app}-deployment.yaml`, content: yamlFile({ kind: 'Deployment', app, revision }) },
    { path: 'workload/kustomization.yaml', content: yamlFile({ resources: [`${app}-deployment.yaml`] }) },
  ];
}

const KUSTOMIZATION = '# 배포: theirs\nresources:\n  - deployment.yaml # theirs, too\n';

interface Run {
  readonly kind: 'run';
  readonly apps: readonly string[];
  readonly revision: number;
}

type Step =
  | Run
  | { readonly kind: 'write'; readonly path: string; readonly content: string }
  | { readonly kind: 'copy' | 'edit' | 'link'; readonly from: number; readonly path: string }
  | { readonly kind: 'mkdir' | 'delete'; readonly path: string };

const directories = fc.constantFrom(
  ...['', 'monitoring/', 'grafana/', 'prometheus/', 'workload/', 'web/', '문서/', 'monitoring/deep/'],
  ...APPS.flatMap((app) => [`${app}/`, `${app}/monitoring/`, `${app}/workload/`]),
);
const names = fc.constantFrom(
  ...[
    'package.json',
    'grafana-dashboard.json',
    'team-board.json',
    'kustomization.yaml',
    'notes.txt',
    '메모 1.yaml',
  ],
  ...[
    'observer-servicemonitor.yaml',
    'shop.v2.json',
    'observer.rules.yaml',
    '.oac-notes',
    '-rf',
    "it's.yaml",
  ],
  ...['observer-derivatives-prometheusrule.yaml', 'monitoring', 'workload', 'shop'],
);
const paths = fc.tuple(directories, names).map(([directory, name]) => directory + name);
const contents = fc.constantFrom(
  '',
  'theirs\n',
  `${MARKER}\nkind: ServiceMonitor\n`,
  `# ${MARKER}\nkind: ServiceMonitor\n`,
  `kind: Probe\n${MARKER}\n`,
  '{ "name": "web", "devDependencies": { "observability-as-code": "0.1.0" } }\n',
  '{ "title": "저장한 보드", "tags": ["observer", "observability-as-code"] }\n',
  'resources:\n  - observer-servicemonitor.yaml\n',
  'resources:\n  - monitoring # all of it\n',
);
const run = fc.record({
  kind: fc.constant('run' as const),
  apps: fc.subarray(APPS, { minLength: 1 }),
  revision: fc.nat(2),
});
const theirs = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), path: paths, content: contents }),
  fc.record({ kind: fc.constantFrom('copy' as const, 'edit', 'link'), from: fc.nat(), path: paths }),
  fc.record({ kind: fc.constantFrom('mkdir' as const, 'delete'), path: fc.oneof(paths, directories) }),
);
const steps = fc
  .array(fc.oneof({ weight: 2, arbitrary: run }, { weight: 3, arbitrary: theirs }), { maxLength: 12 })
  .chain((before) => fc.tuple(fc.constant(before), run).map(([all, last]) => [...all, last]));

/** What is at each path: content, link or directory, with its mode. */
type Snapshot = ReadonlyMap<string, string>;

function snapshot(folder: string, below = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(join(folder, below))) {
    const path = below === '' ? name : `${below}/${name}`;
    const place = join(folder, path);
    const stats = lstatSync(place);
    const mode = stats.mode.toString(8);
    if (stats.isSymbolicLink()) found.set(path, `link ${readlinkSync(place)}`);
    else if (stats.isDirectory()) {
      found.set(path, `directory ${mode}`);
      for (const [each, what] of snapshot(folder, path)) found.set(each, what);
    } else found.set(path, `file ${mode} ${readFileSync(place, 'utf8')}`);
  }
  return found;
}

/** The user's action in the directory, as far as it is possible. */
function take(step: Exclude<Step, { kind: 'run' }>, directory: string, generated: readonly string[]): void {
  const place = join(directory, step.path);
  const source = 'from' in step ? generated[step.from % Math.max(1, generated.length)] : undefined;
  try {
    switch (step.kind) {
      case 'delete':
        if (step.path !== '') rmSync(place, { recursive: true, force: true });
        return;
      case 'mkdir':
        mkdirSync(place, { recursive: true });
        return;
      case 'write':
        mkdirSync(dirname(place), { recursive: true });
        writeFileSync(place, step.content);
        return;
      case 'copy':
        mkdirSync(dirname(place), { recursive: true });
        if (source !== undefined) writeFileSync(place, readFileSync(join(directory, source)));
        return;
      case 'link':
        mkdirSync(dirname(place), { recursive: true });
        symlinkSync(join(directory, source ?? '../elsewhere'), place);
        return;
      case 'edit':
        if (source === undefined) return;
        writeFileSync(
          join(directory, source),
          `${readFileSync(join(directory, source), 'utf8').replace(/^# Generated.*\n/, '# mine\n')}\n`,
        );
        return;
    }
  } catch {
    // A file is in place of a directory, or vice versa, so the action is skipped.
  }
}

/** Somebody has a file where one is generated: chance alone does not refuse a run each time. */
const REFUSED: readonly Step[] = [
  { kind: 'write', path: 'monitoring/observer-servicemonitor.yaml', content: 'theirs\n' },
  { kind: 'run', apps: ['observer'], revision: 0 },
];

type Kind = 'out' | 'base';

/** The test's own record of what runs have written: the content of each file when a run wrote or adopted it. */
type Record = Map<string, string>;

const TARGET = 'target';

/**
 * Every file that differs from what a run wrote, unless it says in its first lines that it is generated and a
 * run wrote that file. Git keeps no empty directories.
 */
function foreignIn(all: Snapshot, files: Record): Map<string, string> {
  const isOurs = (path: string, what: string) => {
    const inside = path.slice(TARGET.length + 1);
    if (what.startsWith('directory')) return true;
    if (!path.startsWith(`${TARGET}/`)) return false;
    if (inside === MANIFEST) return true;
    const lines = what.replace(/^file \d+ /, '').split('\n', 3);
    return files.has(inside) && (files.get(inside) === what || lines.some((line) => line.startsWith(MARKER)));
  };
  return new Map([...all].filter(([path, what]) => !isOurs(path, what)));
}

const emptyIn = (all: Snapshot) =>
  [...all.keys()].filter(
    (path) =>
      all.get(path)?.startsWith('directory') === true &&
      ![...all.keys()].some((each) => each.startsWith(`${path}/`)),
  );

/** Lines of a user's kustomization that a run must not remove. */
function linesOf(all: Snapshot, path: string): readonly string[] {
  const text = all.get(`${TARGET}/${path}`)?.replace(/^file \d+ /, '') ?? '';
  return text.split('\n').filter((line) => line !== '' && !/^ *- \S*(monitoring\/\S+|workload)$/.test(line));
}

function setFor(kind: Kind, directory: string, { apps, revision }: Run): FileSet {
  const destination = kind === 'out' ? outDirectory(directory) : deploymentBase(directory, true);
  const set = new FileSet(destination.target);
  const resources: string[] = [];
  for (const app of apps) {
    for (const file of underServiceDirectory(artifactsOf(app, revision), apps.length > 1 ? app : undefined)) {
      if (!destination.accepts(file)) continue;
      const entry = destination.entryFor(file.path);
      if (entry !== undefined) resources.push(entry);
      set.add(file);
    }
  }
  for (const file of destination.kustomizations(resources)) set.add(file);
  return set;
}

/** Runs the generator, and checks the invariants. @returns the files that it refused by name */
async function runIn(folder: string, kind: Kind, step: Run, record: Record): Promise<readonly string[]> {
  const before = snapshot(folder);
  const foreign = foreignIn(before, record);
  let set: FileSet;
  try {
    set = setFor(kind, join(folder, TARGET), step);
    await writeFiles([set]);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    expect(snapshot(folder)).toEqual(before);
    const isForeign = error.diagnostics.every(({ code }) => /^files\/(foreign|edited)$/.test(code));
    const files = error.diagnostics.map(({ place }) => place.file ?? '');
    if (isForeign) for (const file of files) expect(foreign.keys()).toContain(file.slice(folder.length + 1));
    return isForeign ? files : [];
  }
  const after = snapshot(folder);
  const wanted = [...set.files].filter(({ basedOn }) => basedOn === undefined).map(({ path }) => path);
  // Adopted, or a user's kustomization that was edited.
  const isKnown = (path: string) => set.has(path.slice(TARGET.length + 1));
  expect([...foreign].filter(([path, what]) => after.get(path) !== what && !isKnown(path))).toEqual([]);
  for (const { path, basedOn } of set.files) {
    if (basedOn === undefined) continue;
    expect(linesOf(after, path)).toEqual(expect.arrayContaining([...linesOf(before, path)]));
  }
  const isComplete = ({ path, content }: PreparedFile) =>
    readFileSync(join(folder, TARGET, path)).equals(content());
  expect([...set.files].filter((file) => !isComplete(file))).toEqual([]);

  const former = [...record.keys()].filter((path) => !wanted.includes(path));
  // Somebody may have put a link or a directory in the place of one of them.
  const isLeft = (path: string) => after.get(`${TARGET}/${path}`)?.startsWith('file') === true;
  expect(former.filter(isLeft)).toEqual([]);
  record.clear();
  for (const path of wanted) record.set(path, after.get(`${TARGET}/${path}`) ?? '');
  // Nothing of ours is left over.
  expect([...foreignIn(after, record).keys()].filter((path) => !foreign.has(path))).toEqual([]);
  expect(emptyIn(after).filter((path) => !before.has(path))).toEqual([]);
  return [];
}

describe.each<Kind>(['out', 'base'])('in a directory (%s) where somebody works, too', (kind) => {
  it("the user's files never change in any sequence of runs, and every run is complete or refused", async () => {
    let [complete, refused] = [0, 0];
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const folder = mkdtempSync(join(SCRATCH, 'oac-theirs-'));
        try {
          const directory = join(folder, TARGET);
          mkdirSync(join(folder, 'elsewhere'));
          writeFileSync(join(folder, 'elsewhere/observer-servicemonitor.yaml'), `${MARKER}\n`);
          mkdirSync(directory);
          if (kind === 'base') writeFileSync(join(directory, 'kustomization.yaml'), KUSTOMIZATION);
          const record: Record = new Map();
          for (const step of sequence) {
            if (step.kind !== 'run') {
              take(step, directory, [...record.keys()]);
              continue;
            }
            const foreign = await runIn(folder, kind, step, record);
            if (foreign.length === 0) continue;
            refused += 1;
            // Moving away what was refused by name removes every obstacle.
            if (step !== sequence.at(-1)) continue;
            for (const file of foreign) rmSync(file);
            expect(await runIn(folder, kind, step, record)).toEqual([]);
          }
          if (existsSync(join(directory, MANIFEST))) complete += 1;
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      }),
      { numRuns: 50, examples: [[[...REFUSED]]] },
    );
    // Otherwise the property would mean nothing.
    expect(complete).toBeGreaterThan(10);
    expect(refused).toBeGreaterThan(0);
  }, 180_000);
});
