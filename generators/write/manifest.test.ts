import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatManifest, MANIFEST, readManifest } from './manifest.ts';
import { diagnosticsOf, makeFolder, setOf, yaml } from './testing.ts';
import { writeFiles } from './write.ts';

const [A, B] = ['a'.repeat(64), 'b'.repeat(64)];
const EMPTY = formatManifest(new Map());
const [HEADER = ''] = EMPTY.split('\n');

const read = (text: string) => {
  const folder = makeFolder({ [MANIFEST]: text });
  return readManifest(folder);
};

describe('a manifest', () => {
  it('has a line per file, in order of their paths', () => {
    const files = new Map([
      ['monitoring/한글.yaml', [A]],
      ['a.yaml', [B]],
    ]);
    const text = formatManifest(files);
    expect(text).toBe(`${HEADER}\n${B}  a.yaml\n${A}  monitoring/한글.yaml\n`);
    expect(read(text)?.files).toEqual(files);
  });

  it('may have comments, such as the directories that earlier versions recorded', () => {
    expect(read(`${HEADER}\n# made monitoring/\n${A}  a.yaml\n`)?.files).toEqual(new Map([['a.yaml', [A]]]));
  });

  it('is read by sha256sum', async () => {
    const folder = makeFolder();
    await writeFiles([setOf(folder, { 'monitoring/a b.yaml': yaml('x'), 'c.json': '{}' })]);
    execFileSync('sha256sum', ['--check', '--strict', MANIFEST], { cwd: folder, stdio: 'ignore' });
  });

  it('may have two digests for a file, like a merge that keeps both sides', () => {
    expect(read(`${HEADER}\n${A}  a.yaml\n${B}  a.yaml\n`)?.files).toEqual(new Map([['a.yaml', [A, B]]]));
  });

  it('may have the line breaks that Git writes on Windows', () => {
    expect(read(`${HEADER}\r\n${A}  a.yaml\r\n`)?.files).toEqual(new Map([['a.yaml', [A]]]));
  });

  it.each([
    { what: 'an empty file', text: '', line: 1 },
    { what: 'a file of somebody else', text: `${A}  a.yaml\n`, line: 1 },
    { what: 'a newer format', text: `${HEADER.replace('format 1', 'format 2')}\n`, line: 1 },
    { what: 'a path that climbs out', text: `${HEADER}\n${A}  ../a.yaml\n`, line: 2 },
    { what: 'a path that climbs out on its way', text: `${HEADER}\n${A}  b/../../a.yaml\n`, line: 2 },
    { what: 'an absolute path', text: `${HEADER}\n${A}  /etc/passwd\n`, line: 2 },
    { what: 'a path of Windows', text: `${HEADER}\n${A}  C:\\a.yaml\n`, line: 2 },
    { what: 'itself', text: `${HEADER}\n${A}  ${MANIFEST}\n`, line: 2 },
    { what: 'the same line twice', text: `${HEADER}\n${A}  a.yaml\n${A}  a.yaml\n`, line: 3 },
    { what: 'a conflict of a merge', text: `${HEADER}\n<<<<<<< HEAD\n${A}  a.yaml\n=======\n`, line: 2 },
    { what: 'a digest that is too short', text: `${HEADER}\nabc  a.yaml\n`, line: 2 },
    { what: 'a line without an end', text: `${HEADER}\n${A}  a.yam`, line: 2 },
  ])('is refused if it holds $what, and nothing is changed', async ({ text, line }) => {
    const folder = makeFolder({ [MANIFEST]: text, 'a.yaml': yaml('theirs') });
    expect(await diagnosticsOf(() => writeFiles([setOf(folder, { 'b.yaml': yaml('b') })]))).toMatchObject([
      { code: 'files/manifest', place: { file: join(folder, MANIFEST), line } },
    ]);
  });

  it('is refused if it is a link or a directory', async () => {
    const [linked, occupied] = [makeFolder({ elsewhere: EMPTY }), makeFolder()];
    symlinkSync('elsewhere', join(linked, MANIFEST));
    mkdirSync(join(occupied, MANIFEST));
    expect(await diagnosticsOf(() => readManifest(linked))).toMatchObject([{ code: 'files/link' }]);
    expect(await diagnosticsOf(() => readManifest(occupied))).toMatchObject([{ code: 'files/occupied' }]);
  });

  it('gives no right to a file behind a link', async () => {
    const folder = makeFolder({ 'theirs/a.yaml': yaml('theirs'), 'out/x.yaml': 'x' });
    const out = join(folder, 'out');
    symlinkSync('../theirs', join(out, 'sub'));
    writeFileSync(join(out, MANIFEST), `${HEADER}\n${A}  sub/a.yaml\n`);
    await writeFiles([setOf(out, { 'b.yaml': yaml('b') })]);
    expect(readFileSync(join(folder, 'theirs/a.yaml'), 'utf8')).toBe(yaml('theirs'));
  });
});
