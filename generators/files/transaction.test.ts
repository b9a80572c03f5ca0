import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { compare } from './compare.ts';
import type { FileChange, OutputFile, Target } from './target.ts';
import { codesOf, diagnosticsOf, makeFolder, marker, readTree, type Tree, targetAt } from './testing.ts';
import { openTransaction } from './transaction.ts';

const isRoot = process.getuid?.() === 0;

function ours(text: string): string {
  return marker + text;
}

async function write(target: Target, files: readonly OutputFile[]): Promise<readonly string[]> {
  const transaction = await openTransaction([target]);
  for (const file of files) transaction.stage(target, file);
  return (await transaction.commit()).map(({ kind, path }) => `${kind} ${path}`);
}

async function changesOf(target: Target, files: readonly OutputFile[]): Promise<readonly FileChange[]> {
  const changes: FileChange[] = [];
  for await (const change of compare(target, files)) changes.push(change);
  return changes;
}

describe('Transaction', () => {
  it('creates the target and the directories that the files need', async () => {
    const out = join(makeFolder(), 'deep/out');
    const changes = await write(targetAt(out), [
      { path: 'monitoring/a.yaml', content: ours('a') },
      { path: 'b.json', content: ours('b') },
    ]);
    expect(changes).toEqual(['create monitoring/a.yaml', 'create b.json']);
    expect(readTree(out)).toEqual({ 'monitoring/a.yaml': ours('a'), 'b.json': ours('b') });
  });

  it('does not touch a file that stands there already', async () => {
    const out = makeFolder({ 'a.yaml': ours('a'), 'b.yaml': ours('old') });
    const before = statSync(join(out, 'a.yaml'), { bigint: true });
    expect(
      await write(targetAt(out), [
        { path: 'a.yaml', content: ours('a') },
        { path: 'b.yaml', content: ours('new') },
      ]),
    ).toEqual(['update b.yaml']);
    const after = statSync(join(out, 'a.yaml'), { bigint: true });
    expect([after.ino, after.mtimeNs, after.ctimeNs]).toEqual([before.ino, before.mtimeNs, before.ctimeNs]);
  });

  it('reports no change when all files stand there already', async () => {
    const out = makeFolder({ 'a.yaml': ours('a') });
    expect(await write(targetAt(out), [{ path: 'a.yaml', content: ours('a') }])).toEqual([]);
    expect(readTree(out)).toEqual({ 'a.yaml': ours('a') });
  });

  it('keeps the mode of a file that it replaces and gives new ones 0644 less the umask', async () => {
    const out = makeFolder({ 'a.yaml': ours('old') });
    chmodSync(join(out, 'a.yaml'), 0o600);
    await write(targetAt(out), [
      { path: 'a.yaml', content: ours('new') },
      { path: 'b.yaml', content: ours('new') },
    ]);
    expect(statSync(join(out, 'a.yaml')).mode & 0o777).toBe(0o600);
    expect(statSync(join(out, 'b.yaml')).mode & 0o777).toBe(0o644 & ~process.umask());
  });

  it('writes to several targets as one set', async () => {
    const folder = makeFolder({ 'base/kustomization.yaml': 'resources: []\n' });
    const out = targetAt(join(folder, 'out'));
    const base = targetAt(join(folder, 'base'), { isCreatedIfMissing: false });
    const transaction = await openTransaction([out, base]);
    transaction.stage(out, { path: 'a.yaml', content: ours('a') });
    transaction.stage(base, {
      path: 'kustomization.yaml',
      content: 'resources: [a.yaml]\n',
      basedOn: 'resources: []\n',
    });
    await transaction.commit();
    expect(readTree(folder)).toEqual({
      'out/a.yaml': ours('a'),
      'base/kustomization.yaml': 'resources: [a.yaml]\n',
    });
  });

  it('leaves everything as it was when it is aborted', async () => {
    const folder = makeFolder({ 'base/a.yaml': ours('old') });
    const [out, base] = [targetAt(join(folder, 'new/out')), targetAt(join(folder, 'base'))];
    const transaction = await openTransaction([out, base]);
    transaction.stage(out, { path: 'a.yaml', content: ours('new') });
    transaction.stage(base, { path: 'a.yaml', content: ours('new') });
    transaction.abort();
    transaction.abort();
    expect(readTree(folder)).toEqual({ 'base/a.yaml': ours('old') });
  });

  it('hides what it writes meanwhile from git', async () => {
    const out = makeFolder({ 'a.yaml': ours('old') });
    const git = (...words: readonly string[]) =>
      execFileSync('git', ['-C', out, ...words], { encoding: 'utf8' });
    git('init', '--quiet');
    const target = targetAt(out);
    const transaction = await openTransaction([target]);
    transaction.stage(target, { path: 'a.yaml', content: ours('new') });
    const status = git('status', '--porcelain', '--untracked-files=all');
    transaction.abort();
    expect(status).toBe('?? a.yaml\n');
  });

  it('deletes its orphans, and the directories they leave empty, only where it is told to', async () => {
    const tree: Tree = {
      'stays.yaml': ours('outside of the pruned directory'),
      'monitoring/wanted.yaml': ours('wanted'),
      'monitoring/orphan.yaml': ours('orphan'),
      'monitoring/old/orphan.yaml': ours('orphan'),
      'monitoring/foreign.yaml': 'foreign',
    };
    const out = makeFolder(tree);
    const changes = await write(targetAt(out, { prune: ['monitoring', 'absent'] }), [
      { path: 'monitoring/wanted.yaml', content: ours('wanted') },
    ]);
    expect(changes).toEqual(['delete monitoring/old/orphan.yaml', 'delete monitoring/orphan.yaml']);
    expect(readTree(out)).toEqual({
      'stays.yaml': ours('outside of the pruned directory'),
      'monitoring/wanted.yaml': ours('wanted'),
      'monitoring/foreign.yaml': 'foreign',
    });
  });

  it('follows a link that stays inside the target, and leaves it a link', async () => {
    const out = makeFolder({ 'real/a.yaml': ours('old') });
    symlinkSync('real', join(out, 'linked'));
    await write(targetAt(out, { prune: ['.'] }), [{ path: 'linked/a.yaml', content: ours('new') }]);
    expect(readFileSync(join(out, 'real/a.yaml'), 'utf8')).toBe(ours('new'));
    expect(lstatSync(join(out, 'linked')).isSymbolicLink()).toBe(true);
  });

  const refusals: readonly {
    readonly what: string;
    readonly code: string;
    readonly prepare?: (folder: string) => void;
    readonly file?: Partial<OutputFile>;
  }[] = [
    {
      what: 'a file without our marker',
      code: 'files/foreign',
      prepare: (out) => writeFileSync(join(out, 'x.yaml'), 'theirs'),
    },
    {
      what: 'an edit of a file that has changed since',
      code: 'files/changed',
      prepare: (out) => writeFileSync(join(out, 'x.yaml'), 'theirs, again'),
      file: { basedOn: 'theirs' },
    },
    { what: 'an edit of a file that is gone', code: 'files/changed', file: { basedOn: 'theirs' } },
    {
      what: 'a directory in the place of a file',
      code: 'files/occupied',
      prepare: (out) => mkdirSync(join(out, 'x.yaml')),
    },
    {
      what: 'a file in the place of a directory',
      code: 'files/unwritable',
      prepare: (out) => writeFileSync(join(out, 'sub'), ''),
      file: { path: 'sub/x.yaml' },
    },
    {
      what: 'a link to a file outside',
      code: 'files/outside',
      prepare: (out) => symlinkSync('../outside/x.yaml', join(out, 'x.yaml')),
    },
    {
      what: 'a link to a directory outside',
      code: 'files/outside',
      prepare: (out) => symlinkSync('../outside', join(out, 'sub')),
      file: { path: 'sub/new/x.yaml' },
    },
    {
      what: 'a link to a missing file',
      code: 'files/outside',
      prepare: (out) => symlinkSync('nowhere', join(out, 'x.yaml')),
    },
    {
      what: 'a link to a missing directory',
      code: 'files/outside',
      prepare: (out) => symlinkSync('nowhere', join(out, 'sub')),
      file: { path: 'sub/x.yaml' },
    },
    { what: 'a path that climbs out', code: 'files/path', file: { path: '../x.yaml' } },
    { what: 'an absolute path', code: 'files/path', file: { path: '/x.yaml' } },
    { what: 'a path with a backslash', code: 'files/path', file: { path: 'a\\x.yaml' } },
    { what: 'a path into a staging directory', code: 'files/path', file: { path: '.oac-lock/x.yaml' } },
    { what: 'a second file for one place', code: 'files/duplicate', file: { path: 'first.yaml' } },
    { what: 'a file that differs by case only', code: 'files/duplicate', file: { path: 'FIRST.yaml' } },
  ];
  it.each(refusals)('refuses $what and writes nothing, and so does the comparison', async (refusal) => {
    const folder = makeFolder({ 'out/keep.yaml': ours('keep'), 'outside/x.yaml': ours('theirs') });
    const out = join(folder, 'out');
    refusal.prepare?.(out);
    const before = execFileSync('ls', ['-lR', folder], { encoding: 'utf8' });
    const target = targetAt(out);
    const files = [
      { path: 'first.yaml', content: ours('new') },
      { path: 'keep.yaml', content: ours('new') },
      { path: 'x.yaml', content: ours('new'), ...refusal.file },
    ];
    expect(await codesOf(() => write(target, files))).toEqual([refusal.code]);
    expect(await codesOf(() => changesOf(target, files))).toEqual([refusal.code]);
    expect(execFileSync('ls', ['-lR', folder], { encoding: 'utf8' })).toBe(before);
    expect(readdirSync(out).filter((name) => name.startsWith('.oac-'))).toEqual([]);
  });

  it('refuses a deployment base that is missing, and does not create it', async () => {
    const folder = makeFolder();
    const base = targetAt(join(folder, 'base'), { isCreatedIfMissing: false });
    expect(await codesOf(() => openTransaction([targetAt(join(folder, 'out')), base]))).toEqual([
      'files/missing-target',
    ]);
    expect(await codesOf(() => changesOf(base, []))).toEqual(['files/missing-target']);
    expect(readTree(folder)).toEqual({});
  });

  it('refuses a target that is a file or lies below one', async () => {
    const folder = makeFolder({ file: '' });
    expect(await codesOf(() => openTransaction([targetAt(join(folder, 'file'))]))).toEqual([
      'files/not-a-directory',
    ]);
    expect(await codesOf(() => openTransaction([targetAt(join(folder, 'file/out'))]))).toEqual([
      'files/unwritable',
    ]);
  });

  it('refuses targets of which one contains the other', async () => {
    const folder = makeFolder();
    const targets = [targetAt(folder), targetAt(join(folder, 'out'))];
    expect(await codesOf(() => openTransaction(targets))).toEqual(['files/overlap']);
    expect(readTree(folder)).toEqual({});
  });

  it('refuses a second run while the first one writes', async () => {
    const out = makeFolder();
    const first = await openTransaction([targetAt(out)]);
    const [diagnostic] = await diagnosticsOf(() => openTransaction([targetAt(out)], { patience: 0 }));
    first.abort();
    expect(diagnostic?.code).toBe('files/locked');
    expect(await write(targetAt(out), [{ path: 'a', content: 'a' }])).toEqual(['create a']);
  });

  it('puts everything back when a file cannot be brought into place', async () => {
    const out = makeFolder({ 'a.yaml': ours('old'), 'b.yaml': ours('old') });
    const target = targetAt(out);
    const transaction = await openTransaction([target]);
    transaction.stage(target, { path: 'a.yaml', content: ours('new') });
    transaction.stage(target, { path: 'sub/c.yaml', content: ours('new') });
    transaction.stage(target, { path: 'b.yaml', content: ours('new') });
    renameSync(join(out, 'b.yaml'), join(out, 'moved.yaml'));
    mkdirSync(join(out, 'b.yaml'));
    expect(await codesOf(() => transaction.commit())).toEqual(['files/changed']);
    expect(readTree(out)).toEqual({ 'a.yaml': ours('old'), 'b.yaml/': '', 'moved.yaml': ours('old') });
  });

  it('says that a directory is unwritable for want of permission', async () => {
    const out = makeFolder();
    chmodSync(out, 0o555);
    // Permission bits do not bind root, who can be somebody else for a while.
    if (isRoot) process.seteuid?.(65534);
    const codes = await codesOf(() => openTransaction([targetAt(out)]));
    if (isRoot) process.seteuid?.(0);
    chmodSync(out, 0o755);
    expect(codes).toEqual(['files/unwritable']);
    expect(readTree(out)).toEqual({});
  });

  it('puts everything back when only a directory inside the target is unwritable', async () => {
    const out = makeFolder({ 'a.yaml': ours('old'), 'sub/b.yaml': ours('old') });
    const target = targetAt(out);
    if (isRoot) for (const path of ['.', 'a.yaml', 'sub/b.yaml']) chownSync(join(out, path), 65534, 65534);
    chmodSync(join(out, 'sub'), 0o555);
    if (isRoot) process.seteuid?.(65534);
    const diagnostics = await diagnosticsOf(() =>
      write(target, [
        { path: 'a.yaml', content: ours('new') },
        { path: 'sub/b.yaml', content: ours('new') },
      ]),
    );
    if (isRoot) process.seteuid?.(0);
    chmodSync(join(out, 'sub'), 0o755);
    expect(diagnostics).toMatchObject([
      { code: 'files/unwritable', place: { file: join(out, 'sub/b.yaml') } },
    ]);
    expect(readTree(out)).toEqual({ 'a.yaml': ours('old'), 'sub/b.yaml': ours('old') });
  });

  it('writes nothing when the device is full, and leaves it as full as it was', async ({ skip }) => {
    const folder = makeFolder();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', folder], { stdio: 'ignore' });
    } catch {
      skip('only root can mount a small file system');
    }
    onTestFinished(() => void execFileSync('umount', [folder]));
    writeFileSync(join(folder, 'a.yaml'), ours('old'));
    const [diagnostic] = await diagnosticsOf(() =>
      write(targetAt(folder), [
        { path: 'a.yaml', content: ours('new') },
        { path: 'b.yaml', content: ours('x'.repeat(100_000)) },
      ]),
    );
    expect(diagnostic).toMatchObject({
      code: 'files/unwritable',
      message: 'cannot write here: no space left on the device',
    });
    expect(readTree(folder)).toEqual({ 'a.yaml': ours('old') });
  });

  it('puts everything back when a directory inside the target lies on another file system', async ({
    skip,
  }) => {
    const out = makeFolder({ 'a.yaml': ours('old'), 'mounted/keep': '' });
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', join(out, 'mounted')], {
        stdio: 'ignore',
      });
    } catch {
      skip('only root can mount a file system');
    }
    onTestFinished(() => void execFileSync('umount', [join(out, 'mounted')]));
    const [diagnostic] = await diagnosticsOf(() =>
      write(targetAt(out), [
        { path: 'a.yaml', content: ours('new') },
        { path: 'mounted/b.yaml', content: ours('new') },
      ]),
    );
    expect(diagnostic?.message).toBe(
      'cannot write here: it lies on another file system than the target directory',
    );
    expect(readTree(out)).toEqual({ 'a.yaml': ours('old'), 'mounted/': '' });
  });
});

describe('compare', () => {
  it('tells what a transaction would do, and does nothing', async () => {
    const tree: Tree = { 'a.yaml': ours('old'), 'b.yaml': ours('b'), 'orphan.yaml': ours('orphan') };
    const out = makeFolder(tree);
    const changes = await changesOf(targetAt(out, { prune: ['.'] }), [
      { path: 'a.yaml', content: ours('new') },
      { path: 'b.yaml', content: ours('b') },
      { path: 'sub/c.yaml', content: ours('c') },
    ]);
    expect(changes).toEqual([
      { path: 'a.yaml', kind: 'update', before: ours('old'), after: ours('new') },
      { path: 'sub/c.yaml', kind: 'create', after: ours('c') },
      { path: 'orphan.yaml', kind: 'delete', before: ours('orphan') },
    ]);
    expect(readTree(out)).toEqual(tree);
  });

  it('takes every file for a new one where the target is yet to be created', async () => {
    const folder = makeFolder();
    const file = { path: 'a.yaml', content: ours('a') };
    expect(await changesOf(targetAt(join(folder, 'out')), [file])).toEqual([
      { path: 'a.yaml', kind: 'create', after: ours('a') },
    ]);
    expect(readTree(folder)).toEqual({});
  });
});
