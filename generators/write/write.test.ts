import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { OutputFile } from './file-set.ts';
import { formatManifest, MANIFEST } from './manifest.ts';
import { plan } from './plan.ts';
import { codesOf, diagnosticsOf, makeFolder, readTree, setOf, type Tree, yaml } from './testing.ts';
import { changesOf, writeFiles } from './write.ts';

const isRoot = process.getuid?.() === 0;

async function write(folder: string, files: Tree | readonly OutputFile[]): Promise<readonly string[]> {
  return (await writeFiles([setOf(folder, files)])).map(({ kind, path }) => `${kind} ${path}`);
}

/** Everything except the manifest. */
function filesIn(folder: string): Tree {
  const { [MANIFEST]: _, ...files } = readTree(folder);
  return files;
}

/** As an unprivileged user, to whom permissions apply. */
async function asNobody<Result>(action: () => Promise<Result>): Promise<Result> {
  if (!isRoot) return action();
  process.seteuid?.(65534);
  try {
    return await action();
  } finally {
    process.seteuid?.(0);
  }
}

describe('a run', () => {
  it('creates the target, the directories that the files need, and the manifest', async () => {
    const out = join(makeFolder(), 'deep/out');
    expect(await write(out, { 'kustomization.yaml': yaml('k'), 'monitoring/a.yaml': yaml('a') })).toEqual([
      'create monitoring/a.yaml',
      'create kustomization.yaml',
      `create ${MANIFEST}`,
    ]);
    expect(filesIn(out)).toEqual({ 'kustomization.yaml': yaml('k'), 'monitoring/a.yaml': yaml('a') });
  });

  it('touches nothing if all files exist already, not even an unwritable directory', async () => {
    const out = makeFolder();
    await write(out, { 'a.yaml': yaml('a') });
    const before = [readTree(out), statSync(out, { bigint: true }).mtimeNs];
    chmodSync(out, 0o555);
    expect(await asNobody(() => write(out, { 'a.yaml': yaml('a') }))).toEqual([]);
    expect([readTree(out), statSync(out, { bigint: true }).mtimeNs]).toEqual(before);
  });

  it('touches only the files that differ', async () => {
    const out = makeFolder();
    await write(out, { 'a.yaml': yaml('a'), 'b.yaml': yaml('b') });
    const before = statSync(join(out, 'a.yaml'), { bigint: true });
    expect(await write(out, { 'a.yaml': yaml('a'), 'b.yaml': yaml('new') })).toEqual([
      'update b.yaml',
      `update ${MANIFEST}`,
    ]);
    const after = statSync(join(out, 'a.yaml'), { bigint: true });
    expect([after.ino, after.mtimeNs, after.ctimeNs]).toEqual([before.ino, before.mtimeNs, before.ctimeNs]);
  });

  it('keeps the mode of a replaced file, and gives new ones 0644 minus the umask', async () => {
    const out = makeFolder();
    await write(out, { 'a.yaml': yaml('old') });
    chmodSync(join(out, 'a.yaml'), 0o600);
    await write(out, { 'a.yaml': yaml('new'), 'b.yaml': yaml('new') });
    expect(statSync(join(out, 'a.yaml')).mode & 0o777).toBe(0o600);
    expect(statSync(join(out, 'b.yaml')).mode & 0o777).toBe(0o644 & ~process.umask());
  });

  it("replaces one of a file's several names, and leaves the others unchanged", async () => {
    const folder = makeFolder();
    const out = join(folder, 'out');
    await write(out, { 'a.yaml': yaml('old') });
    linkSync(join(out, 'a.yaml'), join(folder, 'kept.yaml'));
    await write(out, { 'a.yaml': yaml('new') });
    expect(readFileSync(join(folder, 'kept.yaml'), 'utf8')).toBe(yaml('old'));
  });

  it('deletes what it recorded and nothing needs any more, with the directories that it created', async () => {
    const out = makeFolder({ 'theirs/keep.yaml': yaml('looks like ours') });
    await write(out, { 'a.yaml': yaml('a'), 'old/deep/b.json': '{}', 'theirs/c.yaml': yaml('c') });
    mkdirSync(join(out, 'empty'));
    expect(await write(out, { 'a.yaml': yaml('a') })).toEqual([
      'delete old/deep/b.json',
      'delete theirs/c.yaml',
      `update ${MANIFEST}`,
    ]);
    expect(filesIn(out)).toEqual({
      'a.yaml': yaml('a'),
      'empty/': '',
      'theirs/keep.yaml': yaml('looks like ours'),
    });
  });

  it('warns about an edit of a marked file, which it overwrites or deletes', async () => {
    const out = makeFolder();
    await write(out, { 'a.yaml': yaml('a'), 'b.yaml': yaml('b'), 'c.yaml': yaml('c') });
    for (const file of ['a.yaml', 'b.yaml']) writeFileSync(join(out, file), yaml('edited'));
    const { edits } = plan(setOf(out, { 'a.yaml': yaml('a'), 'c.yaml': yaml('new') }));
    expect(edits.map(({ code, severity, place }) => [code, severity, place.file])).toEqual([
      ['files/edited', 'warning', join(out, 'a.yaml')],
      ['files/edited', 'warning', join(out, 'b.yaml')],
    ]);
    await write(out, { 'a.yaml': yaml('a') });
    expect(plan(setOf(out, { 'a.yaml': yaml('a') })).edits).toEqual([]);
  });

  it('keeps a directory that it created while somebody keeps something there', async () => {
    const out = makeFolder();
    await write(out, { 'a.yaml': yaml('a'), 'old/b.yaml': yaml('b') });
    writeFileSync(join(out, 'old/notes.txt'), 'theirs');
    await write(out, { 'a.yaml': yaml('a') });
    rmSync(join(out, 'old/notes.txt'));
    await write(out, { 'a.yaml': yaml('new') });
    expect(filesIn(out)).toEqual({ 'a.yaml': yaml('new'), 'old/': '' });
  });

  it.each([
    { what: 'a directory', put: (place: string) => mkdirSync(place) },
    { what: 'a link', put: (place: string) => symlinkSync('../../theirs.yaml', place) },
  ])('takes a file for gone that has $what in its place', async ({ put }) => {
    const folder = makeFolder({ 'theirs.yaml': yaml('b') });
    const out = join(folder, 'out');
    await write(out, { 'a.yaml': yaml('a'), 'old/b.yaml': yaml('b') });
    rmSync(join(out, 'old/b.yaml'));
    put(join(out, 'old/b.yaml'));
    const before = filesIn(out);
    expect(await write(out, { 'a.yaml': yaml('a') })).toEqual([`update ${MANIFEST}`]);
    expect(filesIn(out)).toEqual(before);
    expect(readFileSync(join(folder, 'theirs.yaml'), 'utf8')).toBe(yaml('b'));
  });

  it('replaces a generated file that somebody edited, if its first line says it is generated', async () => {
    const out = makeFolder();
    await write(out, { 'a.yaml': yaml('a') });
    writeFileSync(join(out, 'a.yaml'), `---\r\n${yaml('edited')}`);
    expect(await write(out, { 'a.yaml': yaml('a') })).toEqual(['update a.yaml']);
  });

  it('replaces a file in which Git changed only the line breaks', async () => {
    const out = makeFolder();
    await write(out, { 'a.json': '{\n}\n' });
    writeFileSync(join(out, 'a.json'), '{\r\n}\r\n');
    expect(await write(out, { 'a.json': '{ }\n' })).toEqual(['update a.json', `update ${MANIFEST}`]);
  });

  it('adopts a file that is identical to what it would write', async () => {
    const out = makeFolder({ 'a.json': '{}' });
    expect(await write(out, { 'a.json': '{}' })).toEqual([`create ${MANIFEST}`]);
    expect(await write(out, {})).toEqual(['delete a.json', `update ${MANIFEST}`]);
  });

  it("edits a user's file, and never treats it as its own", async () => {
    const base = makeFolder({ 'kustomization.yaml': 'resources: []\n' });
    const edit = { path: 'kustomization.yaml', content: 'resources: [a.yaml]\n', basedOn: 'resources: []\n' };
    expect(await write(base, [edit, { path: 'a.yaml', content: yaml('a') }])).toEqual([
      'create a.yaml',
      'update kustomization.yaml',
      `create ${MANIFEST}`,
    ]);
    await write(base, {});
    expect(filesIn(base)).toEqual({ 'kustomization.yaml': 'resources: [a.yaml]\n' });
  });

  it('writes to several targets', async () => {
    const folder = makeFolder({ 'base/theirs.yaml': 'theirs' });
    const [out, base] = [join(folder, 'out'), join(folder, 'base')];
    const written = await writeFiles([
      setOf(out, { 'a.yaml': yaml('a') }),
      setOf(base, { 'b.yaml': yaml('b') }, { isCreatedIfMissing: false }),
    ]);
    expect(written.map(({ directory, path }) => join(directory, path))).toEqual(
      expect.arrayContaining([join(out, 'a.yaml'), join(base, 'b.yaml')]),
    );
  });

  it('does the same from a plan that only compares', async () => {
    const out = makeFolder();
    await write(out, { 'a.yaml': yaml('a'), 'b.yaml': yaml('b'), 'c.yaml': yaml('c') });
    const set = setOf(out, { 'a.yaml': yaml('a'), 'b.yaml': yaml('new'), 'd.yaml': yaml('d') });
    const tree = readTree(out);
    const planned = changesOf(plan(set));
    expect(readTree(out)).toEqual(tree);
    expect(await writeFiles([set])).toEqual(planned);
    expect(planned.map(({ kind }) => kind)).toEqual(['update', 'create', 'delete', 'update']);
  });
});

describe('a run refuses, and changes nothing', () => {
  type Prepare = (out: string) => void;
  it.each<[what: string, code: string, file: Partial<OutputFile>, prepare?: Prepare]>([
    [
      'a file that no run recorded, whatever it says of itself',
      'files/foreign',
      {},
      (out) => writeFileSync(join(out, 'x.yaml'), yaml('theirs')),
    ],
    [
      'an edit of a file that has changed since it was read',
      'files/changed',
      { basedOn: 'theirs' },
      (out) => writeFileSync(join(out, 'x.yaml'), 'theirs, again'),
    ],
    ['an edit of a file that is gone', 'files/changed', { basedOn: 'theirs' }],
    [
      'to replace a recorded file that is another one now',
      'files/edited',
      { path: 'recorded.json' },
      (out) => writeFileSync(join(out, 'recorded.json'), '{ "tags": ["observability-as-code"] }'),
    ],
    [
      'to delete a recorded file that is another one now',
      'files/edited',
      {},
      (out) => writeFileSync(join(out, 'recorded.json'), '{ "tags": ["observability-as-code"] }'),
    ],
    ['a directory in the place of a file', 'files/occupied', {}, (out) => mkdirSync(join(out, 'x.yaml'))],
    [
      'a file in the place of a directory',
      'files/occupied',
      { path: 'sub/x.yaml' },
      (out) => writeFileSync(join(out, 'sub'), ''),
    ],
    ['a link to a file', 'files/link', {}, (out) => symlinkSync('../outside/x.yaml', join(out, 'x.yaml'))],
    [
      'a link to a directory',
      'files/link',
      { path: 'sub/new/x.yaml' },
      (out) => symlinkSync('../outside', join(out, 'sub')),
    ],
    ['a link that leads nowhere', 'files/link', {}, (out) => symlinkSync('nowhere', join(out, 'x.yaml'))],
    ['a path that climbs out', 'files/path', { path: '../x.yaml' }],
    ['an absolute path', 'files/path', { path: '/x.yaml' }],
    ['a path with a backslash', 'files/path', { path: 'a\\x.yaml' }],
    ['a path of temporary files', 'files/path', { path: '.oac-lock/x.yaml' }],
    ['a second file for one place', 'files/duplicate', { path: 'first.yaml' }],
    ['a file that differs by case only', 'files/duplicate', { path: 'FIRST.yaml' }],
  ])('%s', async (_, code, file, prepare) => {
    const folder = makeFolder({ 'outside/x.yaml': yaml('theirs') });
    const out = join(folder, 'out');
    await write(out, { 'keep.yaml': yaml('keep'), 'recorded.json': '{}' });
    prepare?.(out);
    const list = () => execFileSync('ls', ['-lAR', '--full-time', folder], { encoding: 'utf8' });
    const before = [list(), readTree(join(folder, 'outside'))];
    const files = [
      { path: 'first.yaml', content: yaml('new') },
      { path: 'keep.yaml', content: yaml('new') },
      { path: 'x.yaml', content: yaml('new'), ...file },
    ];
    expect(await codesOf(() => write(out, files))).toEqual([code]);
    expect(await codesOf(() => plan(setOf(out, files)))).toEqual([code]);
    expect([list(), readTree(join(folder, 'outside'))]).toEqual(before);
  });

  it('all foreign files at once, by name', async () => {
    const out = makeFolder({ 'a.yaml': 'theirs', 'b.yaml': 'theirs' });
    const refusal = await diagnosticsOf(() => write(out, { 'a.yaml': yaml('a'), 'b.yaml': yaml('b') }));
    expect(refusal).toMatchObject([
      { code: 'files/foreign', place: { file: join(out, 'a.yaml') } },
      { code: 'files/foreign', place: { file: join(out, 'b.yaml') } },
    ]);
    expect(readTree(out)).toEqual({ 'a.yaml': 'theirs', 'b.yaml': 'theirs' });
  });

  it('a missing deployment base', async () => {
    const folder = makeFolder();
    const base = setOf(join(folder, 'base'), { 'a.yaml': 'a' }, { isCreatedIfMissing: false });
    expect(await codesOf(() => writeFiles([setOf(join(folder, 'out'), { 'a.yaml': 'a' }), base]))).toEqual([
      'files/missing-target',
    ]);
    expect(readTree(folder)).toEqual({});
  });

  it.each([
    { what: 'a file', path: 'file', code: 'files/not-a-directory' },
    { what: 'a path below a file', path: 'file/out', code: 'files/unwritable' },
    { what: 'a link to a directory', path: 'link', code: 'files/link' },
    { what: 'a link to a directory with a slash behind it', path: 'link/', code: 'files/link' },
    { what: 'the root of a package', path: 'package', code: 'files/project-root' },
    { what: 'the root of a repository', path: 'repository', code: 'files/project-root' },
    { what: 'the root of the file system', path: '/', code: 'files/project-root' },
    { what: 'the home directory', path: process.env.HOME ?? '/', code: 'files/project-root' },
    { what: 'the working directory', path: process.cwd(), code: 'files/project-root' },
    { what: 'a directory above it', path: join(process.cwd(), '../..'), code: 'files/project-root' },
  ])('$what as a directory for its output', async ({ path, code }) => {
    const tree = { file: '', 'theirs/a.txt': '', 'package/go.mod': '', 'repository/.git/HEAD': '' };
    const folder = makeFolder(tree);
    symlinkSync('theirs', join(folder, 'link'));
    const directory = path.startsWith('/') ? path : `${folder}/${path}`;
    expect(await codesOf(() => write(directory, { 'a.yaml': yaml('a') }))).toEqual([code]);
    rmSync(join(folder, 'link'));
    expect(readTree(folder)).toEqual(tree);
  });

  it('targets of which one contains the other', async () => {
    const folder = makeFolder();
    const sets = [join(folder, 'out'), join(folder, 'out/base')].map((each) => setOf(each, { a: 'a' }));
    expect(await codesOf(() => writeFiles(sets))).toEqual(['files/overlap']);
    expect(readTree(folder)).toEqual({});
  });

  it('an unwritable directory', async () => {
    const out = makeFolder();
    chmodSync(out, 0o555);
    expect(await asNobody(() => codesOf(() => write(out, { 'a.yaml': 'a' })))).toEqual(['files/unwritable']);
    expect(readTree(out)).toEqual({});
  });

  it('a directory inside its own on another file system', async ({ skip }) => {
    const out = makeFolder({ 'mounted/keep': '' });
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', join(out, 'mounted')], {
        stdio: 'ignore',
      });
    } catch {
      skip('only root can mount a file system');
    }
    onTestFinished(() => void execFileSync('umount', [join(out, 'mounted')]));
    const files = { 'a.yaml': yaml('a'), 'mounted/b.yaml': yaml('b') };
    expect(await diagnosticsOf(() => write(out, files))).toMatchObject([
      { message: 'cannot write here: it lies on another file system than the target directory' },
    ]);
    expect(readTree(out)).toEqual({ 'mounted/': '' });
  });

  it('a full device', async ({ skip }) => {
    const folder = makeFolder();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', folder], { stdio: 'ignore' });
    } catch {
      skip('only root can mount a small file system');
    }
    onTestFinished(() => void execFileSync('umount', [folder]));
    await write(folder, { 'a.yaml': yaml('old') });
    const before = readTree(folder);
    const files = { 'a.yaml': yaml('new'), 'sub/b.yaml': yaml('x'.repeat(100_000)) };
    expect(await diagnosticsOf(() => write(folder, files))).toMatchObject([
      {
        code: 'files/unwritable',
        message: 'cannot write here: no space left on the device',
        reason: expect.stringContaining('nothing was changed'),
      },
    ]);
    expect(readTree(folder)).toEqual(before);
  });
});

describe('after a killed run', () => {
  it('the next one does not own a file that somebody put where one was to be created', async () => {
    const out = makeFolder({ 'theirs.json': '{}' });
    const wanted = setOf(out, { 'a.json': '1' });
    writeFileSync(join(out, MANIFEST), plan(wanted).transition?.after?.content() ?? '');
    writeFileSync(join(out, 'a.json'), 'theirs');
    expect(await codesOf(() => writeFiles([wanted]))).toEqual(['files/edited']);
    expect(await codesOf(() => write(out, {}))).toEqual(['files/edited']);
    expect(filesIn(out)).toEqual({ 'a.json': 'theirs', 'theirs.json': '{}' });
  });
});

it('A manifest without files is what a run leaves that wants none', async () => {
  const out = makeFolder();
  await write(out, { 'a.yaml': 'a' });
  await write(out, {});
  expect(readTree(out)).toEqual({ [MANIFEST]: formatManifest(new Map()) });
});
