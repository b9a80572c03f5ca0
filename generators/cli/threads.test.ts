import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ServiceConfig } from '../config/config.ts';
import { load, SMALLEST } from '../config/test-configuration.ts';
import { buildInThreads } from './threads.ts';

const APPS = Array.from({ length: 9 }, (_, index) => `service-${index}`);

/** In the thread: reports the service's name as a finding. */
const REPORT = 'parentPort.postMessage({ diagnostics: [{ message: config.app }], suppressed: [] })';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'oac-threads-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program that does this for each service. */
function program(name: string, work: string): string {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(
    file,
    `import { parentPort } from 'node:worker_threads';
     parentPort.on('message', ({ config, today }) => { ${work} });`,
  );
  return file;
}

function services(): readonly ServiceConfig[] {
  const text = `${SMALLEST.replace(/^app: .*\n/, '')}services:\n${APPS.map((app) => `  ${app}: {}\n`).join('')}`;
  return load(text).services;
}

async function messagesFrom(file: string, today = new Date(0)): Promise<readonly string[]> {
  const messages: string[] = [];
  for await (const { diagnostics } of buildInThreads(
    'observability.ts',
    services(),
    today,
    pathToFileURL(file),
  )) {
    messages.push(...diagnostics.map(({ message }) => message));
  }
  return messages;
}

describe('buildInThreads', () => {
  test('returns the reports in the order of the services, whichever thread is first', async () => {
    const wait = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60)';
    const slowly = `if (config.app.endsWith('0')) ${wait}; ${REPORT}`;
    expect(await messagesFrom(program('slow', slowly))).toEqual(APPS);
  });

  test("passes the run's date to the threads", async () => {
    const file = program('day', REPORT.replace('config.app', 'today.toISOString()'));
    expect(new Set(await messagesFrom(file, new Date(86_400_000)))).toEqual(
      new Set(['1970-01-02T00:00:00.000Z']),
    );
  });

  test.each([
    ['a thread throws', `if (config.app === 'service-4') throw new Error('broken'); ${REPORT}`, 'broken'],
    ['a thread ends', `if (config.app === 'service-4') process.exit(3); ${REPORT}`, 'ended with code 3'],
  ])('fails where %s, and does not wait for ever', async (name, work, message) => {
    await expect(messagesFrom(program(name.replaceAll(' ', '-'), work))).rejects.toThrow(message);
  });

  test('fails if the program does not load', async () => {
    await expect(messagesFrom(join(folder, 'missing.mjs'))).rejects.toThrow('missing.mjs');
  });

  test('ends its threads if the rest is not needed', async () => {
    const ports = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort');
    const before = ports();
    const file = program(
      'endless',
      `if (config.app === 'service-0') ${REPORT}; else setInterval(() => {}, 1000);`,
    );
    const reports = buildInThreads('observability.ts', services(), new Date(0), pathToFileURL(file));
    expect((await reports.next()).value).toMatchObject({ diagnostics: [{ message: 'service-0' }] });
    await reports.return(undefined);
    expect(ports()).toEqual(before);
  });
});
