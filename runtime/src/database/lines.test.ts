import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { expect, it } from 'vitest';
import { trade } from '../testing/records.ts';
import { LineSplitter, linesOf } from './lines.ts';
import { recordOf } from './record-line.ts';

const { line } = trade('005930');

it('lines are the same wherever the chunks end', () => {
  const text = fc.array(fc.string({ unit: 'grapheme' }).map((line) => line.replaceAll('\n', ' ')));
  fc.assert(
    fc.property(text, fc.array(fc.integer({ min: 1, max: 30 })), (lines, lengths) => {
      // A byte order mark is removed, and each line is decoded on its own.
      const sent = lines.map((line) => line.replaceAll('\ufeff', ''));
      let rest = Buffer.from(sent.map((line) => `${line}\n`).join(''));
      const splitter = new LineSplitter();
      const found = lengths.flatMap((length) => {
        const piece = rest.subarray(0, length);
        rest = rest.subarray(length);
        return splitter.push(piece);
      });
      found.push(...splitter.push(rest), ...splitter.end());
      expect(found).toEqual(sent);
    }),
  );
});

it('a line that is too long does not affect the next one', () => {
  const splitter = new LineSplitter();
  const found = [];
  for (let piece = 0; piece < 100; piece += 1) found.push(...splitter.push(Buffer.alloc(1_000, 'x')));
  found.push(...splitter.push(Buffer.from('\nnext\nlast')), ...splitter.end(), ...splitter.end());
  expect(found).toEqual([undefined, 'next', 'last']);
});

it.each([
  ['plain', Buffer.from('one\ntwo\n\n'), ['one', 'two', '']],
  ['packed', gzipSync('one\ntwo\n'), ['one', 'two']],
  ['packed in two pieces', Buffer.concat([gzipSync('one\nt'), gzipSync('wo\n')]), ['one', 'two']],
  ['without a line feed at the end', Buffer.from('one\ntwo'), ['one', 'two']],
  ['with a line that is not UTF-8', Buffer.from([0x22, 0xff, 0x0a, 0x31]), [undefined, '1']],
])('a file that is %s has its lines, whatever its name', async (_, content, expected) => {
  const path = join(await temporaryDirectory(), 'part');
  await writeFile(path, content);
  const found = [];
  for await (const lines of linesOf(path)) found.push(...lines);
  expect(found).toEqual(expected);
});

it.each([line, `${line}\r`])('a line with a record is one: %j', (text) => {
  expect(recordOf(text)?.value).toEqual(trade('005930').value);
});

it.each([
  ['no JSON', '{"timestamp":'],
  ['no object', '[]'],
  ['no record', '{"session_id":"track_b_session"}'],
  ['a record without one of its numbers', line.replace('"accumulated":1000,', '')],
  ['a time that is none', line.replaceAll('2026-11-25', '2026-99-25')],
  ['random', randomBytes(1_000).toString('latin1')],
])('a line that is %s is no record', (_, text) => {
  expect(recordOf(text)).toBeUndefined();
});
