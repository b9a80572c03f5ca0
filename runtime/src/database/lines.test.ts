import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LineSplitter } from './lines.ts';

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
