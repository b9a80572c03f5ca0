import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { describe, expect, it } from 'vitest';
import { ContinuityCheck } from '../kis/index.ts';
import { trade } from '../testing/records.ts';
import { resumeContinuity } from './resumption.ts';

const at = (time: string) => Date.parse(`2026-11-26T${time}+09:00`);

async function directoryWith(files: Readonly<Record<string, string>>): Promise<string> {
  const directory = await temporaryDirectory();
  await mkdir(join(directory, 'scalp'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, 'scalp', name), text);
  return directory;
}

const line = (symbol: string, time: string, accumulated: number) =>
  `${trade(symbol, at(time), accumulated).line}\n`;

/** How a trade of the symbol, an hour later, continues after this volume. */
async function continuation(directory: string, symbol: string, before: number) {
  const check = new ContinuityCheck();
  await resumeContinuity(directory, check, at('11:00'));
  return check.check({ symbol, at: at('11:00'), volume: 10, accumulatedVolume: before + 10 });
}

describe('a restart', () => {
  it('detects what was traded since the last trade in the files', async () => {
    const directory = await directoryWith({
      '20261126_10.1000.jsonl': line('005930', '10:00', 100) + line('000660', '10:01', 50),
      '20261126_10.1005.jsonl': line('005930', '10:06', 300),
    });
    expect(await continuation(directory, '005930', 300)).toEqual({ kind: 'next' });
    expect(await continuation(directory, '005930', 340)).toMatchObject({
      kind: 'gap',
      cause: 'restart',
      gap: { volume: 40 },
    });
    // From an older file, because it was not traded since.
    expect(await continuation(directory, '000660', 60)).toMatchObject({ kind: 'gap', gap: { volume: 10 } });
  });

  it('reads the segments of a period in order', async () => {
    const directory = await directoryWith({
      '20261126_10.1000.jsonl': line('005930', '10:00', 100),
      '20261126_10.1000.2.jsonl': line('005930', '10:02', 200),
      '20261126_10.1000.10.jsonl': line('005930', '10:04', 300),
    });
    expect(await continuation(directory, '005930', 300)).toEqual({ kind: 'next' });
  });

  it.each<[string, Record<string, string>]>([
    ['there is no file', {}],
    ['the files are of another day', { '20261125_10.1000.jsonl': line('005930', '10:00', 100) }],
    ['the files hold nothing that is understood', { '20261126_10.1000.jsonl': 'null\n{"symbol":1}\n{\n' }],
    ['a file is none of ours', { 'notes.txt': line('005930', '10:00', 100) }],
  ])('knows nothing if %s', async (_, files) => {
    const directory = await directoryWith(files);
    expect(await continuation(directory, '005930', 5_000)).toEqual({ kind: 'next' });
  });

  it('does not block the event loop while it reads a large file', async () => {
    const text = Array.from({ length: 300_000 }, (_, index) =>
      line(index % 2 ? '005930' : '000660', '10:00', index),
    );
    const directory = await directoryWith({ '20261126_10.1000.jsonl': text.join('') });
    text.length = 0;
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    expect(await continuation(directory, '005930', 299_999)).toEqual({ kind: 'next' });
    // A timer measures it, and needs its turn.
    await sleep(20);
    delay.disable();
    expect(delay.max / 1e6).toBeLessThan(1_000);
  });

  it('knows nothing if nothing was ever written', async () => {
    const check = new ContinuityCheck();
    expect(await resumeContinuity('/no/such/directory', check, at('11:00'))).toBe(0);
  });
});
