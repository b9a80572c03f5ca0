import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { describe, expect, it } from 'vitest';
import { bundleInto } from '../token/testing/bundle.ts';
import { bench } from './testing/setup.ts';

describe('a process that is killed at any moment', () => {
  it('has lost no durable line and repeated none, and the next start leaves no torn line', async () => {
    const place = await temporaryDirectory();
    const worker = await bundleInto(place, join(import.meta.dirname, 'testing', 'kill-worker.ts'));
    const { directory, open, numbers, names, metrics } = await bench(join(place, 'data'));
    const durable: { readonly from: number; readonly to: number }[] = [];
    let first = 0;
    for (let round = 0; round < 8; round += 1) {
      const child = spawn(process.execPath, [worker], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, DIRECTORY: directory, FIRST: String(first) },
      });
      const ended = once(child, 'close');
      let last = first - 1;
      const lines = createInterface({ input: child.stdout });
      const acknowledged = new Promise<void>((resolve) => {
        lines.on('line', (line) => {
          last = Math.max(last, Number(line));
          resolve();
        });
      });
      await acknowledged;
      await delay(Math.random() * 150);
      child.kill('SIGKILL');
      await ended;
      durable.push({ from: first, to: last });
      first += 1_000_000;
      // A kill between two pages is rare here, so the test adds half a line itself.
      const [left] = (await readdir(join(directory, 'scalp'))).filter((name) => name.endsWith('.open'));
      if (left !== undefined) await appendFile(join(directory, 'scalp', left), '{"numb');
    }
    await (await open()).close();

    const found = await numbers().catch((error: unknown) => error);
    expect(await metrics.torn()).not.toEqual({});
    expect(Array.isArray(found)).toBe(true);
    const counts = new Map<number, number>();
    if (Array.isArray(found)) for (const number of found) counts.set(number, (counts.get(number) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count > 1)).toEqual([]);
    const missing = durable.flatMap(({ from, to }) =>
      Array.from({ length: to - from + 1 }, (_, index) => from + index).filter(
        (number) => !counts.has(number),
      ),
    );
    expect(missing).toEqual([]);
    expect(durable.every(({ from, to }) => to > from)).toBe(true);
    expect((await names()).filter((name) => name.endsWith('.open'))).toEqual([]);
  });
});
