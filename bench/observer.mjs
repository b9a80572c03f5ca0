// @ts-check
// The whole service under load: trades from the stream and requests over HTTP at once, on this machine alone; and what
// it costs that every request is measured.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { bundled } from './support/bundle.mjs';
import { mebibytes, median, numberOption, printMachine, printTable, spread } from './support/report.mjs';
import { inTemporaryDirectory } from './support/temporary.mjs';

const seconds = numberOption('seconds', 20);
const tradesPerSecond = numberOption('trades', 20_000);
const requestsPerSecond = numberOption('requests', 2_000);
const rounds = numberOption('rounds', 9);

/** Enough for the code to be compiled and the connections to stand. Seconds. */
const WARM_UP = 5;

const PROGRAM = fileURLToPath(new URL('./support/observer-process.mjs', import.meta.url));
/** A Thursday without anything special, at ten. */
const TEN_O_CLOCK = Date.parse('2026-11-26T10:00:00+09:00');

printMachine();
await inTemporaryDirectory(async (directory) => {
  const parts = await bundled('observer-parts.ts', directory);
  await underLoad(parts, directory);
  await measuredRequests(parts);
});

/**
 * @param {string} parts
 * @param {string} directory
 */
async function underLoad(parts, directory) {
  const clockOffset = TEN_O_CLOCK - Date.now();
  const market = start(parts, 'market', { startsAt: TEN_O_CLOCK, tradesPerSecond });
  const { restUrl, websocketUrl, account, symbols } = await market.message('restUrl');
  const observer = start(
    parts,
    'observer',
    { clockOffset },
    {
      KIS_APP_KEY: account.appKey,
      KIS_APP_SECRET: account.appSecret,
      KIS_BASE_URL: restUrl,
      KIS_WEBSOCKET_URL: websocketUrl,
      KIS_TOKEN_CACHE_DIR: join(directory, 'cache'),
      OBSERVER_DATA_DIR: join(directory, 'data'),
      OBSERVER_SYMBOLS: symbols.join(','),
    },
  );
  try {
    const { url } = await observer.message('url');
    const agent = new Agent({ keepAlive: true, maxSockets: 64 });
    await waitForRecords(url, tradesPerSecond);
    await load(url, agent, WARM_UP);
    const sample = watch(observer.pid);
    const before = await counters(url);
    const [begin, cpu] = [performance.now(), processorSeconds(observer.pid)];
    const [requests, scrapes] = await Promise.all([load(url, agent, seconds), scrape(url)]);
    const after = await counters(url);
    const elapsed = (performance.now() - begin) / 1000;
    const used = processorSeconds(observer.pid) - cpu;
    const memory = sample.stop();
    const { waits } = await market.message('sent');
    agent.destroy();

    const written = (after.written - before.written) / elapsed;
    const counted = (after.counted - before.counted) / elapsed;
    printTable(
      ['under load', ''],
      [
        ['trades a second, counted', counted.toFixed(0)],
        ['trades a second, in files and on the disk', written.toFixed(0)],
        ['requests a second, all answered with 200', (requests.times.length / elapsed).toFixed(0)],
        ['requests that failed', String(requests.failures)],
        [
          'answer in ms: median, 99 %',
          `${median(requests.times).toFixed(1)}, ${percentile(requests.times, 0.99).toFixed(1)}`,
        ],
        [
          'scrape in ms: median, longest',
          `${median(scrapes).toFixed(1)}, ${Math.max(...scrapes).toFixed(1)}`,
        ],
        ['processor seconds a second, of the observer', (used / elapsed).toFixed(2)],
        [
          'memory in MiB: at the start, at most, at the end',
          `${memory.first}, ${memory.most}, ${memory.last}`,
        ],
        ['shares missed, times the market had to wait', `${after.missed}, ${waits}`],
      ],
    );
  } finally {
    await observer.stop();
    await market.stop();
  }
}

/**
 * What a request costs the processor that is measured, beside one that is not: in turn, after a round that is not
 * counted.
 * @param {string} parts
 */
async function measuredRequests(parts) {
  const REQUESTS = 20_000;
  const servers = [false, true].map((isMeasured) => start(parts, 'http', { isMeasured }));
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  try {
    const urls = await Promise.all(servers.map(async (server) => (await server.message('url')).url));
    const costs = servers.map(() => /** @type {number[]} */ ([]));
    for (let round = -1; round < rounds; round += 1) {
      for (const [index, server] of servers.entries()) {
        const before = processorSeconds(server.pid);
        await hammer(String(urls[index]), agent, REQUESTS);
        const cost = ((processorSeconds(server.pid) - before) / REQUESTS) * 1e6;
        if (round >= 0) costs[index]?.push(cost);
      }
    }
    const [bare = [], measured = []] = costs;
    console.log('');
    printTable(
      ['a request', 'µs of processor', 'times node:http'],
      [
        [
          'node:http',
          spread(bare, 1),
          spread(
            bare.map(() => 1),
            2,
          ),
        ],
        [
          'node:http, measured',
          spread(measured, 1),
          spread(
            measured.map((cost, at) => cost / (bare[at] ?? Number.NaN)),
            2,
          ),
        ],
      ],
    );
  } finally {
    agent.destroy();
    await Promise.all(servers.map((server) => server.stop()));
  }
}

/**
 * @param {string} parts
 * @param {string} role
 * @param {object} settings
 * @param {Record<string, string>} environment
 */
function start(parts, role, settings, environment = {}) {
  const child = spawn(process.execPath, [PROGRAM, parts, role, JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  /** @type {Record<string, any>[]} */
  const messages = [];
  createInterface({ input: child.stdout }).on('line', (line) => messages.push(JSON.parse(line)));
  return {
    pid: Number(child.pid),
    /** The latest message that has the field. @param {string} field */
    message: async (field) => {
      for (;;) {
        const found = messages.findLast((message) => field in message);
        if (found !== undefined) return found;
        if (child.exitCode !== null) throw new Error(`${role} has ended: ${JSON.stringify(messages.at(-1))}`);
        await sleep(20);
      }
    },
    stop: async () => {
      if (child.exitCode !== null) return;
      const gone = once(child, 'exit');
      child.kill(role === 'market' ? 'SIGKILL' : 'SIGTERM');
      await gone;
    },
  };
}

/**
 * Requests at the rate, whether or not those before are answered: a client that waits would hide how slow it is.
 * @param {string} url
 * @param {Agent} agent
 * @param {number} duration
 */
async function load(url, agent, duration) {
  /** @type {number[]} */
  const times = [];
  let failures = 0;
  const begin = performance.now();
  /** @type {Promise<void>[]} */
  let pending = [];
  for (let sent = 0; performance.now() - begin < duration * 1000; ) {
    const due = Math.floor(((performance.now() - begin) / 1000) * requestsPerSecond);
    for (; sent < due; sent += 1) {
      const at = performance.now();
      const path = sent % 2 === 0 ? '/health' : '/status';
      pending.push(
        request(`${url}${path}`, agent).then(
          (status) => {
            if (status === 200) times.push(performance.now() - at);
            else failures += 1;
          },
          () => {
            failures += 1;
          },
        ),
      );
    }
    if (pending.length > 10_000) pending = [Promise.all(pending).then(() => undefined)];
    await sleep(2);
  }
  await Promise.all(pending);
  return { times, failures };
}

/**
 * As many as it takes, 32 at a time.
 * @param {string} url
 * @param {Agent} agent
 * @param {number} count
 */
async function hammer(url, agent, count) {
  let left = count;
  const worker = async () => {
    for (; left > 0; ) {
      left -= 1;
      await request(url, agent);
    }
  };
  await Promise.all(Array.from({ length: 32 }, worker));
}

/**
 * @param {string} url
 * @param {Agent} agent
 * @returns {Promise<number | undefined>}
 */
function request(url, agent) {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode));
    }).once('error', reject);
  });
}

/** @param {string} url */
async function scrape(url) {
  const times = [];
  for (let second = 0; second < seconds; second += 1) {
    const begin = performance.now();
    await (await fetch(`${url}/metrics`)).text();
    times.push(performance.now() - begin);
    await sleep(Math.max(0, 1000 - (performance.now() - begin)));
  }
  return times;
}

/** @param {string} url */
async function counters(url) {
  const text = await (await fetch(`${url}/metrics`)).text();
  const value = (/** @type {string} */ name) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(' ')[1],
    );
  return {
    written: value('observer_jsonl_records_written_total{track="b"}'),
    counted: value('observer_websocket_records_total'),
    missed: value('observer_websocket_missed_volume_total'),
  };
}

/**
 * @param {string} url
 * @param {number} count
 */
async function waitForRecords(url, count) {
  while ((await counters(url)).counted < count) await sleep(100);
}

/** User and system time. In hundredths of a second, which is what Linux counts in. @param {number} pid */
function processorSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Follows the resident size of a process. @param {number} pid */
function watch(pid) {
  const size = () => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
  const first = size();
  let most = first;
  const timer = setInterval(() => {
    most = Math.max(most, size());
  }, 250);
  return {
    stop: () => {
      clearInterval(timer);
      const last = size();
      return {
        first: mebibytes(first).toFixed(0),
        most: mebibytes(Math.max(most, last)).toFixed(0),
        last: mebibytes(last).toFixed(0),
      };
    },
  };
}

/**
 * @param {readonly number[]} values
 * @param {number} part
 */
function percentile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
