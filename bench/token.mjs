// @ts-check
// What a token costs that is cached: after a restart, in memory, and in its file.
import { mkdtempSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loaded } from './support/bundle.mjs';
import { numberOption, printMachine, printTable, spread } from './support/report.mjs';
import { inTemporaryDirectory } from './support/temporary.mjs';

const rounds = numberOption('rounds', 15);

/** What the Python observer took an issue to cost, in milliseconds. */
const ISSUE = 500;

const MEMORY_HITS = 500_000;
const FILE_HITS = 300;

printMachine();
await inTemporaryDirectory(async (directory) => {
  /** @type {typeof import('./support/token-parts.ts')} */
  const { Account, FileStore, Instruments, startSimulator, TokenCache, tokenMetrics } = await loaded(
    'token-parts.ts',
    directory,
  );
  const simulator = await startSimulator({ token: { latencyMilliseconds: ISSUE } });
  const { appKey, appSecret } = simulator.account;
  const account = new Account({ appKey, appSecret, baseUrl: simulator.restUrl });
  const open = (/** @type {string} */ place) => {
    const store = new FileStore({ directory: join(place, 'cache'), account });
    return { store, cache: new TokenCache({ account, store, observer: tokenMetrics(new Instruments()) }) };
  };

  const [issues, restarts, memory, files, reads] = [0, 1, 2, 3, 4].map(() => /** @type {number[]} */ ([]));
  for (let round = -1; round < rounds; round += 1) {
    const place = mkdtempSync(join(directory, 'round-'));
    simulator.clock.advance(61_000);
    const first = open(place);
    const issue = await milliseconds(() => first.cache.get());
    const second = open(place);
    const restart = await milliseconds(() => second.cache.get());
    const hits = await milliseconds(async () => {
      for (let call = 0; call < MEMORY_HITS; call += 1) await second.cache.get();
    });
    const path = second.store.paths.token;
    const bare = await milliseconds(async () => {
      for (let call = 0; call < FILE_HITS; call += 1) JSON.parse(await readFile(path, 'utf8'));
    });
    const own = await milliseconds(async () => {
      for (let call = 0; call < FILE_HITS; call += 1) await second.store.read();
    });
    await first.cache.close();
    await second.cache.close();
    // The first round meets code that was never run.
    if (round < 0) continue;
    issues?.push(issue);
    restarts?.push(restart);
    memory?.push((hits / MEMORY_HITS) * 1e6);
    reads?.push((bare / FILE_HITS) * 1e3);
    files?.push((own / FILE_HITS) * 1e3);
  }
  await simulator.close();

  const saved = restarts?.map((restart, round) => 100 * (1 - restart / (issues?.[round] ?? Number.NaN)));
  const times = files?.map((file, round) => file / (reads?.[round] ?? Number.NaN));
  printTable(
    ['', 'median (smallest to largest)'],
    [
      [`issue, with ${ISSUE} ms at KIS, in ms`, spread(issues ?? [], 1)],
      ['first call after a restart, in ms', spread(restarts ?? [], 2)],
      ['saved by the file, in per cent', spread(saved ?? [], 2)],
      ['hit in memory, in ns', spread(memory ?? [], 0)],
      ['hit in the file, in µs', spread(files ?? [], 0)],
      ['readFile and JSON.parse, in µs', spread(reads ?? [], 0)],
      ['hit in the file, times readFile and JSON.parse', spread(times ?? [], 2)],
    ],
  );
});

/** @param {() => Promise<unknown>} work */
async function milliseconds(work) {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}
