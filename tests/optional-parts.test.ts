import { describe, expect, test } from 'vitest';
import { requireTool } from './support/tools.ts';
import { configurationWith, makeWorkspace } from './support/workspace.ts';

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

describe.each(['prod', 'staging'])('in %s', (environment) => {
  test.each(SETTINGS)(
    'a deployment that lacks $what has no rules, panels and rows for it, and passes all checks',
    async ({ parts, without, withAlso }) => {
      const { oac, tree } = await makeWorkspace({ 'observability.yaml': await configurationWith(parts) });

      const { code, stderr } = await oac(['generate', '--env', environment, '--out', 'out', '--no-promtool']);

      expect({ code, stderr }).toMatchObject({ code: 0 });
      expect(stderr).not.toMatch(/warning|error/);
      const files = await tree('out');
      const generated = Object.entries(files)
        .filter(([file]) => file.startsWith('monitoring/') || file.startsWith('prometheus/'))
        .map(([, content]) => content)
        .join('\n');
      for (const pattern of without) expect(generated).not.toMatch(pattern);
      for (const pattern of withAlso) expect(generated).toMatch(pattern);
    },
  );
});

test('the rules of a deployment without optional parts pass their tests', { timeout: 180_000 }, async () => {
  await requireTool('promtool');
  const { oac } = await makeWorkspace({
    'observability.yaml': await configurationWith({
      database: { enabled: false },
      backup: { enabled: false },
    }),
  });

  const { code, stderr } = await oac(['test']);

  expect({ code }, stderr).toEqual({ code: 0 });
});
