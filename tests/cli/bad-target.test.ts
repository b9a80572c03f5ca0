import { chmod, mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '../support/run.ts';
import { configurationWith, makeWorkspace, OAC, ROOT, type Workspace } from '../support/workspace.ts';

const GENERATE = ['generate', '--no-promtool'];
const FOREIGN = '# written by hand\nkind: ServiceMonitor\n';
const HEADER = '# observability-as-code manifest, format 1';
const KUSTOMIZATION = 'resources:\n  - deployment.yaml\n';

interface BadTarget {
  readonly what: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  readonly code: string;
  readonly says: string;
}

const targets: readonly BadTarget[] = [
  {
    what: 'a file in the place of out/',
    files: { out: 'a file\n' },
    args: [],
    code: 'files/not-a-directory',
    says: 'out is not a directory',
  },
  {
    what: 'a file on the way to it',
    files: { file: 'a file\n' },
    args: ['--out', 'file/out'],
    code: 'files/unwritable',
    says: 'a file is in place of a directory',
  },
  {
    what: 'a directory in the place of a file',
    files: { 'out/kustomization.yaml/notes.txt': 'a file\n' },
    args: [],
    code: 'files/occupied',
    says: 'out/kustomization.yaml',
  },
  {
    what: 'a foreign YAML file of the same name',
    files: { 'out/monitoring/observer-servicemonitor.yaml': FOREIGN },
    args: [],
    code: 'files/foreign',
    says: 'out/monitoring/observer-servicemonitor.yaml',
  },
  {
    what: 'a foreign dashboard of the same name',
    files: { 'out/monitoring/grafana-dashboard.json': '{ "title": "by hand", "tags": ["observer"] }\n' },
    args: [],
    code: 'files/foreign',
    says: 'out/monitoring/grafana-dashboard.json',
  },
  {
    what: 'a generated dashboard that somebody edited',
    files: {
      'out/observability-as-code.sha256': `${HEADER}\n${'a'.repeat(64)}  monitoring/grafana-dashboard.json\n`,
      'out/monitoring/grafana-dashboard.json': '{ "tags": ["observability-as-code"] }\n',
    },
    args: [],
    code: 'files/edited',
    says: 'out/monitoring/grafana-dashboard.json',
  },
  {
    what: 'a manifest of a newer version',
    files: { 'out/observability-as-code.sha256': `${HEADER.replace('format 1', 'format 2')}\n` },
    args: [],
    code: 'files/manifest',
    says: 'Upgrade observability-as-code',
  },
  {
    what: 'the project itself as a directory for its output',
    args: ['--out', '.'],
    code: 'files/project-root',
    says: 'the directory of this project',
  },
  {
    what: 'the root of another package as a directory for its output',
    files: { 'web/package.json': '{}' },
    args: ['--out', 'web'],
    code: 'files/project-root',
    says: 'it has package.json',
  },
  {
    what: 'a file as a deployment base',
    files: { 'README.md': '# theirs\n' },
    args: ['--deploy', 'README.md'],
    code: 'files/not-a-directory',
    says: 'README.md is not a directory',
  },
  {
    what: 'a deployment repository that is not there',
    args: ['--deploy', 'deployment/base'],
    code: 'files/missing-target',
    says: 'this directory does not exist',
  },
  {
    what: 'a deployment base without a kustomization',
    files: { 'base/deployment.yaml': 'kind: Deployment\n' },
    args: ['--deploy', 'base'],
    code: 'kustomization/missing',
    says: 'there is no kustomization.yaml in this directory',
  },
  {
    what: 'a kustomization that is not YAML',
    files: { 'base/kustomization.yaml': 'resources: [deployment.yaml\npatches: {\n' },
    args: ['--deploy', 'base'],
    code: 'kustomization/syntax',
    says: 'base/kustomization.yaml:',
  },
  {
    what: 'a kustomization whose resources are no list',
    files: { 'base/kustomization.yaml': 'resources: deployment.yaml\n' },
    args: ['--deploy', 'base'],
    code: 'kustomization/shape',
    says: 'base/kustomization.yaml:1',
  },
  {
    what: 'a kustomization that includes the whole directory',
    files: { 'base/kustomization.yaml': 'resources:\n  - monitoring\n' },
    args: ['--deploy', 'base'],
    code: 'kustomization/duplicate',
    says: 'base/kustomization.yaml:2',
  },
  {
    what: 'a foreign manifest in the deployment base',
    files: {
      'base/kustomization.yaml': KUSTOMIZATION,
      'base/monitoring/observer-prometheusrule.yaml': FOREIGN,
    },
    args: ['--deploy', 'base'],
    code: 'files/foreign',
    says: 'base/monitoring/observer-prometheusrule.yaml',
  },
  {
    what: 'a deployment base inside of out/',
    files: { 'out/base/kustomization.yaml': KUSTOMIZATION },
    args: ['--out', 'out', '--deploy', 'out/base'],
    code: 'files/overlap',
    says: 'this target lies in another one',
  },
  {
    what: 'a good out/ beside a bad deployment base',
    files: { 'base/kustomization.yaml': 'resources: {}\n' },
    args: ['--out', 'out', '--deploy', 'base'],
    code: 'kustomization/shape',
    says: 'base/kustomization.yaml:1',
  },
];

/** Expects that nothing was written, also no empty directory. */
async function refused(workspace: Workspace, args: readonly string[]) {
  const before = [await workspace.tree(), await workspace.times()];
  const result = await workspace.oac([...GENERATE, ...args]);
  expect([await workspace.tree(), await workspace.times()]).toEqual(before);
  return result;
}

describe('oac generate', () => {
  test.each(targets)(
    'refuses $what, and writes nothing anywhere',
    async ({ files = {}, args, code, says }) => {
      const workspace = await makeWorkspace(files);

      const result = await refused(workspace, args);

      expect({ code: result.code, stdout: result.stdout }).toEqual({ code: 2, stdout: '' });
      expect(result.stderr).toContain(`error  ${code}  `);
      expect(result.stderr).toContain(says);
      expect(result.stderr).toMatch(/\n {2}why: .*\n {2}fix: /);
    },
  );

  test.each(targets.filter(({ what }) => /^a foreign|is not YAML/.test(what)))(
    '--check refuses $what alike',
    async ({ files = {}, args, code }) => {
      const result = await refused(await makeWorkspace(files), [...args, '--check']);

      expect(result.code).toBe(2);
      expect(result.stderr).toContain(`error  ${code}  `);
    },
  );

  test('does not follow a link', async () => {
    const workspace = await makeWorkspace({ 'elsewhere/keep.txt': 'kept\n' });
    await mkdir(workspace.at('out'));
    await symlink(workspace.at('elsewhere'), workspace.at('out/monitoring'));

    const { code, stderr } = await workspace.oac(GENERATE);

    expect(code).toBe(2);
    expect(stderr).toContain('error  files/link  ');
    expect(await workspace.tree('elsewhere')).toEqual({ 'keep.txt': 'kept\n' });
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

describe('a directory that may not be written', () => {
  /** Root may write everywhere, so its tests run as an unprivileged user. */
  const asNobody =
    process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];

  test.runIf(process.platform === 'linux').each([
    { what: 'its own', directory: 'out', file: 'out' },
    {
      what: 'one inside of it',
      directory: 'out/monitoring',
      file: 'out/monitoring/observer-servicemonitor.yaml',
    },
  ])('is told with the remedy before anything is written: $what', async ({ directory, file }) => {
    const workspace = await makeWorkspace({ [`${directory}/notes.txt`]: 'kept\n' });
    // The bundle of another user may not be taken over, so there is one more.
    const scratch = workspace.at('scratch');
    await mkdir(scratch);
    await chmod(workspace.directory, 0o755);
    await chmod(scratch, 0o777);
    await chmod(workspace.at('out'), 0o777);
    await chmod(workspace.at(directory), 0o555);
    const before = await workspace.tree('out');

    const [program = '', ...args] = [...asNobody, process.execPath, OAC, ...GENERATE];
    const { code, stdout, stderr } = await run(program, args, {
      cwd: workspace.directory,
      env: { TMPDIR: scratch },
    });

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`error  files/unwritable  ${file}\n`);
    expect(stderr).toContain('cannot write here: permission denied');
    expect(stderr).toContain('Give yourself write permission on the directory');
    expect(await workspace.tree('out')).toEqual(before);
  });
});

test('missing definitions are reported by name', async () => {
  const workspace = await makeWorkspace({ 'observability.ts': "export { default } from './nowhere.ts';\n" });

  const { code, stdout, stderr } = await workspace.oac(GENERATE);

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('./nowhere.ts');
  expect(stderr).not.toContain(path.join(ROOT, 'generators'));
});
