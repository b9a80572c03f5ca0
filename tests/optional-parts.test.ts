import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { run } from './support/run.ts';
import { requireTool } from './support/tools.ts';
import {
  configurationWith,
  makeWorkspace,
  ROOT,
  WHOLE_PROJECT,
  type Workspace,
} from './support/workspace.ts';

interface Setting {
  readonly what: string;
  readonly parts: Readonly<Record<string, { readonly enabled: boolean }>>;
  /** What only the parts that are left out have. */
  readonly without: readonly RegExp[];
  readonly withAlso: readonly RegExp[];
}

const DATABASE = /pg_|observer_database_|ObserverDatabase|"title": "Database"/;
const BACKUP = /observer_backup_|ObserverBackup|"title": "Backup/;

const SETTINGS: readonly Setting[] = [
  { what: 'nothing', parts: {}, without: [], withAlso: [DATABASE, BACKUP] },
  {
    what: 'the database',
    parts: { database: { enabled: false } },
    without: [DATABASE],
    withAlso: [BACKUP],
  },
  { what: 'the backup', parts: { backup: { enabled: false } }, without: [BACKUP], withAlso: [DATABASE] },
  {
    what: 'both',
    parts: { database: { enabled: false }, backup: { enabled: false } },
    without: [DATABASE, BACKUP],
    withAlso: [],
  },
];

test.each(SETTINGS)(
  'a deployment that lacks $what has no rules, panels and rows for it, and passes all checks and tests',
  { timeout: 180_000 },
  async ({ parts, without, withAlso }) => {
    const workspace = await makeWorkspace({
      'observability.ts': WHOLE_PROJECT,
      'observability.yaml': await configurationWith(parts),
    });

    const { code, stderr } = await workspace.oac(['generate', '--no-promtool']);

    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).not.toMatch(/warning|error/);
    const files = await workspace.tree('out');
    const generated = Object.entries(files)
      .filter(([file]) => file.startsWith('monitoring/') || file.startsWith('prometheus/'))
      .map(([, content]) => content)
      .join('\n');
    for (const pattern of without) expect(generated).not.toMatch(pattern);
    for (const pattern of withAlso) expect(generated).toMatch(pattern);
    if (withAlso.length === 0) await expectChangedRulesToPass(workspace);
  },
);

// Rules that are as they are committed pass the tests that are committed: tests/rule-files.test.ts.
async function expectChangedRulesToPass({ directory, tree }: Workspace): Promise<void> {
  const promtool = await requireTool('promtool');
  const generated = Object.entries(await tree('out/prometheus'));
  const groupOf = (file: string) => file.split('.')[0];
  const changed = new Set<string | undefined>();
  for (const [file, text] of generated) {
    const committed = await readFile(path.join(ROOT, 'out/prometheus', file), 'utf8').catch(() => undefined);
    if (committed !== text) changed.add(groupOf(file));
  }
  const tests = generated
    .map(([file]) => file)
    .filter((file) => changed.has(groupOf(file)) && file.endsWith('.test.yaml'));

  const { code, stdout, stderr } = await run(promtool, ['test', 'rules', ...tests], {
    cwd: path.join(directory, 'out/prometheus'),
  });

  expect([...changed]).toEqual(['observer-storage']);
  expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
}
