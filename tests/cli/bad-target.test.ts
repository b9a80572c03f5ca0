import { chmod, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '../support/run.ts';
import { configurationWith, makeWorkspace, OAC, ROOT, type Workspace } from '../support/workspace.ts';

const GENERATE = ['generate', '--no-promtool'];
const FOREIGN = '# written by hand\nkind: ServiceMonitor\n';
const KUSTOMIZATION = 'resources:\n  - deployment.yaml\n';

const targets: readonly (readonly [
  what: string,
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  code: string,
  says: string,
])[] = [
  [
    'the project itself as a directory for its output',
    {},
    ['--out', '.'],
    'files/project-root',
    'the directory of this project',
  ],
  [
    'a deployment repository that is not there',
    {},
    ['--deploy', 'deployment/base'],
    'files/missing-target',
    'this directory does not exist',
  ],
  [
    'a deployment base without a kustomization',
    { 'base/deployment.yaml': 'kind: Deployment\n' },
    ['--deploy', 'base'],
    'kustomization/missing',
    'there is no kustomization.yaml in this directory',
  ],
  [
    'a kustomization that is not YAML',
    { 'base/kustomization.yaml': 'resources: [deployment.yaml\npatches: {\n' },
    ['--out', 'out', '--deploy', 'base'],
    'kustomization/syntax',
    'base/kustomization.yaml:',
  ],
  [
    'a foreign manifest in the deployment base',
    { 'base/kustomization.yaml': KUSTOMIZATION, 'base/monitoring/observer-prometheusrule.yaml': FOREIGN },
    ['--deploy', 'base'],
    'files/foreign',
    'base/monitoring/observer-prometheusrule.yaml',
  ],
  [
    'a deployment base inside of out/',
    { 'out/base/kustomization.yaml': KUSTOMIZATION },
    ['--out', 'out', '--deploy', 'out/base'],
    'files/overlap',
    'this target lies in another one',
  ],
];

/** Expects that nothing was written, also no empty directory. */
async function refused(workspace: Workspace, args: readonly string[]) {
  const before = [await workspace.tree(), await workspace.times()];
  const result = await workspace.oac([...GENERATE, ...args]);
  expect([await workspace.tree(), await workspace.times()]).toEqual(before);
  return result;
}

describe('oac generate', () => {
  test.each(targets)('refuses %s, and writes nothing anywhere', async (_, files, args, code, says) => {
    const result = await refused(await makeWorkspace(files), args);

    expect({ code: result.code, stdout: result.stdout }).toEqual({ code: 2, stdout: '' });
    expect(result.stderr).toContain(`error  ${code}  `);
    expect(result.stderr).toContain(says);
    expect(result.stderr).toMatch(/\n {2}why: .*\n {2}fix: /);
  });

  test('--check refuses alike', async () => {
    const workspace = await makeWorkspace({ 'out/monitoring/observer-servicemonitor.yaml': FOREIGN });

    const { code, stderr } = await refused(workspace, ['--check']);

    expect(code).toBe(2);
    expect(stderr).toContain('error  files/foreign  out/monitoring/observer-servicemonitor.yaml');
  });
});

test('a directory that another project has generated into is refused, and keeps all of its files', async () => {
  const workspace = await makeWorkspace({ 'base/kustomization.yaml': 'resources: []\n' });
  await workspace.write('other.yaml', await configurationWith({ app: 'collector' }));
  expect((await workspace.oac([...GENERATE, '--deploy', 'base'])).code).toBe(0);
  const before = await workspace.tree('base');

  const { code, stderr } = await workspace.oac([...GENERATE, '--deploy', 'base', '--config', 'other.yaml']);

  expect(code).toBe(2);
  expect(stderr).toContain('error  files/other-project  base/observability-as-code.sha256');
  expect(stderr).toContain('these files were generated for observer, not for collector');
  expect(await workspace.tree('base')).toEqual(before);
});

test.runIf(process.platform === 'linux')(
  'a directory inside of out/ that may not be written is told with the remedy before anything is written',
  async () => {
    const workspace = await makeWorkspace({ 'out/monitoring/notes.txt': 'kept\n' });
    // The bundle of another user may not be taken over, so there is one more.
    const scratch = workspace.at('scratch');
    await mkdir(scratch);
    await chmod(workspace.directory, 0o755);
    await chmod(scratch, 0o777);
    await chmod(workspace.at('out'), 0o777);
    await chmod(workspace.at('out/monitoring'), 0o555);
    // Root may write everywhere.
    const asNobody =
      process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];

    const [program = '', ...args] = [...asNobody, process.execPath, OAC, ...GENERATE];
    const { code, stdout, stderr } = await run(program, args, {
      cwd: workspace.directory,
      env: { TMPDIR: scratch },
    });

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('error  files/unwritable  out/monitoring/observer-servicemonitor.yaml\n');
    expect(stderr).toContain('cannot write here: permission denied');
    expect(stderr).toContain('Give yourself write permission on the directory');
    expect(await workspace.tree('out')).toEqual({ 'monitoring/notes.txt': 'kept\n' });
  },
);

test('missing definitions are reported by name', async () => {
  const workspace = await makeWorkspace({ 'observability.ts': "export { default } from './nowhere.ts';\n" });

  const { code, stdout, stderr } = await workspace.oac(GENERATE);

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('./nowhere.ts');
  expect(stderr).not.toContain(path.join(ROOT, 'generators'));
});
