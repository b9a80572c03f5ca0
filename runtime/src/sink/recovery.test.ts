import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bench, numbered } from './testing/setup.ts';

const OPEN = 'scalp/20261124_10.1005.jsonl.open';
const COMPLETED = 'scalp/20261124_10.1005.jsonl';

async function left(content: string | Uint8Array) {
  const own = await bench();
  await mkdir(join(own.directory, 'scalp'), { recursive: true });
  await writeFile(join(own.directory, OPEN), content);
  await (await own.open()).close();
  return own;
}

const zeros = '\0'.repeat(4096);
const long = `{"text":"${'가'.repeat(1_000_000)}"}\n`;

describe('a file that a previous process left open', () => {
  it.each([
    ['half a line', '{"number":1}\n{"num', '{"number":1}\n', '{"num'],
    ['a line without its end', '{"number":1}\n{"number":2}', '{"number":1}\n', '{"number":2}'],
    ['a line that is not JSON', '{"number":1}\n{"number":\n', '{"number":1}\n', '{"number":\n'],
    ['zeros, as after a power failure', `{"number":1}\n${zeros}`, '{"number":1}\n', zeros],
    [
      'zeros before its end',
      `{"number":1}\n${zeros}{"number":2}\n`,
      '{"number":1}\n',
      `${zeros}{"number":2}\n`,
    ],
    ['an empty line', '{"number":1}\n\n', '{"number":1}\n', '\n'],
    ['half a line after long ones', `${long}${long}{`, `${long}${long}`, '{'],
  ])('with %s keeps the complete lines and puts the rest aside', async (_, content, good, torn) => {
    const { names, read, metrics } = await left(content);
    expect(await names()).toEqual([COMPLETED, `${COMPLETED}.torn-1`]);
    expect((await read(COMPLETED)) === good).toBe(true);
    expect((await read(`${COMPLETED}.torn-1`)) === torn).toBe(true);
    for (const count of [metrics.torn, metrics.completed, metrics.files])
      expect(await count()).toEqual({ b: 1 });
  });

  it('that ends with half a character keeps the complete lines', async () => {
    const { read } = await left(
      Buffer.concat([Buffer.from('{}\n"'), Buffer.from('가').subarray(0, 2), Buffer.from('"\n')]),
    );
    expect(await read(COMPLETED)).toBe('{}\n');
  });

  it('that has only complete lines is completed as it is', async () => {
    const { names, read, metrics } = await left('{"number":1}\n{"number":2}\n');
    expect(await names()).toEqual([COMPLETED]);
    expect(await read(COMPLETED)).toBe('{"number":1}\n{"number":2}\n');
    expect(await metrics.torn()).toEqual({});
  });

  it.each([
    ['nothing', '', []],
    ['nothing whole', '{"num', [`${COMPLETED}.torn-1`]],
  ])('with only %s leaves no file', async (_, content, expected) => {
    const { names, metrics } = await left(content);
    expect(await names()).toEqual(expected);
    expect(await metrics.completed()).toEqual({});
  });

  it('is not reopened: new records of its period go to the next segment, and torn ends are kept', async () => {
    const { open, names, directory, read } = await left('{"number":1}\n{');
    await writeFile(join(directory, OPEN.replace('1005.', '1005.2.')), '{"number":2}\n{');
    await writeFile(join(directory, `${COMPLETED.replace('1005.', '1005.2.')}.torn-1`), 'of before');
    const sink = await open();
    sink.append(numbered(3, Date.parse('2026-11-24T10:05:00+09:00')));
    await sink.close();
    expect(await names()).toEqual([
      'scalp/20261124_10.1005.2.jsonl',
      'scalp/20261124_10.1005.2.jsonl.torn-1',
      'scalp/20261124_10.1005.2.jsonl.torn-2',
      'scalp/20261124_10.1005.3.jsonl',
      COMPLETED,
      `${COMPLETED}.torn-1`,
    ]);
    expect(await read('scalp/20261124_10.1005.2.jsonl.torn-1')).toBe('of before');
    expect(await read('scalp/20261124_10.1005.3.jsonl')).toBe('{"number":3}\n');
  });

  it.each(['scalp/notes.txt', 'scalp/20261124_10.jsonl', 'swing/20261124.jsonl', 'scalp/x.jsonl.open'])(
    'is no other file: %s stays as it is',
    async (name) => {
      const { open, directory, read } = await bench();
      await (await open()).close();
      await writeFile(join(directory, name), 'half a li');
      await (await open()).close();
      expect(await read(name)).toBe('half a li');
    },
  );
});
