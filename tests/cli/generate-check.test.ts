import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { MANIFEST } from '../../generators/write/manifest.ts';
import { object, objectsAt } from '../support/json.ts';
import { makeWorkspace, type Workspace } from '../support/workspace.ts';

const GENERATE = ['generate', '--no-promtool'];
const CHECK = [...GENERATE, '--check'];

let generated: Readonly<Record<string, string>>;

beforeAll(async () => {
  const { oac, tree } = await makeWorkspace();
  await oac(GENERATE);
  generated = await tree('out');
});

async function withOut(changes: Readonly<Record<string, string>> = {}): Promise<Workspace> {
  const files = Object.entries({ ...generated, ...changes }).map(([file, content]) => [
    `out/${file}`,
    content,
  ]);
  return makeWorkspace(Object.fromEntries(files));
}

/** Runs the check, which must write nothing. */
async function checked(workspace: Workspace, args = CHECK) {
  const before = [await workspace.tree(), await workspace.times()];
  const result = await workspace.oac(args);
  expect([await workspace.tree(), await workspace.times()]).toEqual(before);
  return result;
}

describe('oac generate --check', () => {
  test('is content with what generate wrote, and does not mind what somebody else put there', async () => {
    const { code, stdout, stderr } = await checked(await withOut({ 'README.md': '# ours, by hand\n' }));

    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('out: up to date\n');
  });

  test('shows an edit as a diff that generate would take back', async () => {
    const file = 'monitoring/observer-servicemonitor.yaml';
    const edited = generated[file]?.replace('interval: 30s', 'interval: 5s') ?? '';

    const { code, stdout, stderr } = await checked(await withOut({ [file]: edited }));

    expect(code).toBe(1);
    expect(stdout).toContain(`--- a/out/${file}\n+++ b/out/${file}\n@@ `);
    const changed = stdout.split('\n').filter((line) => /^[-+] /.test(line));
    expect(changed).toEqual(['-      interval: 5s', '+      interval: 30s']);
    expect(stderr).toContain(
      'out: 1 file would change; run the same command without --check and commit the result\n',
    );
  });

  test('shows a file that is missing as an addition', async () => {
    const workspace = await withOut();
    await rm(workspace.at('out/kustomization.yaml'));

    const { code, stdout } = await checked(workspace);

    expect(code).toBe(1);
    expect(stdout).toMatch(/^--- \/dev\/null\n\+\+\+ b\/out\/kustomization\.yaml\n@@ -0,0 /);
  });

  test('shows a file that is generated no more as a deletion, and names the manifest', async () => {
    const former = 'kind: ServiceMonitor\n';
    const digest = createHash('sha256').update(former).digest('hex');
    const path = 'monitoring/zz-former.yaml';

    const { code, stdout } = await checked(
      await withOut({ [path]: former, [MANIFEST]: `${generated[MANIFEST]}${digest}  ${path}\n` }),
    );

    expect(code).toBe(1);
    expect(stdout).toBe(
      `--- a/out/${path}\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-kind: ServiceMonitor\nupdate  out/${MANIFEST}\n`,
    );
  });

  test('shows paths of an absolute directory as Git does', async () => {
    const workspace = await makeWorkspace();

    const { stdout } = await checked(workspace, [...CHECK, '--out', workspace.at('out/')]);

    expect(stdout).toContain(`\n+++ b${workspace.at('out/kustomization.yaml')}\n`);
  });

  test('shows everything as new if out/ is missing, and does not create it', async () => {
    const { code, stdout, stderr } = await checked(await makeWorkspace());

    expect(code).toBe(1);
    expect(stdout.match(/^\+\+\+ .*/gm)?.sort()).toEqual(
      Object.keys(generated)
        .filter((file) => file !== MANIFEST)
        .map((file) => `+++ b/out/${file}`)
        .sort(),
    );
    expect(stdout).toMatch(/^\.\.\. \d+ more lines$/m);
    expect(stderr).toContain(`${Object.keys(generated).length} files would change`);
  });

  test('lists the files as JSON', async () => {
    const { code, stdout, stderr } = await checked(await withOut({ 'kustomization.yaml': '' }), [
      ...GENERATE,
      '--out',
      'elsewhere',
      '--check',
      '--json',
    ]);

    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const files = objectsAt(object(JSON.parse(stdout)), 'files');
    expect(files).toContainEqual({ directory: 'elsewhere', path: 'kustomization.yaml', kind: 'create' });
    expect(files).toHaveLength(Object.keys(generated).length);
  });
});
