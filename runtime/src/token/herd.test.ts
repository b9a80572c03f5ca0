import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Simulator, startSimulator } from 'kis-simulator';
import { startPostgresql } from 'test-support/postgresql';
import { startRedis } from 'test-support/redis';
import { releaseAfterwards } from 'test-support/release';
import { endingWithParent } from 'test-support/server-process';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleInto } from './testing/bundle.ts';

const PROCESSES = 50;

let worker = '';

beforeAll(async () => {
  worker = await bundleInto(
    await temporaryDirectory(),
    join(import.meta.dirname, 'testing', 'herd-worker.ts'),
  );
});

interface Member {
  tell(command: string): void;
  line(): Promise<string>;
  kill(): void;
}

function startMember(env: NodeJS.ProcessEnv): Member {
  const [command, ...args] = endingWithParent([process.execPath, worker]);
  const child: ChildProcess = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  releaseAfterwards(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  });
  if (child.stdout === null) throw new Error('the process has no output');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    kill: () => child.kill('SIGKILL'),
    tell: (command) => child.stdin?.write(`${command}\n`),
    line: async () => {
      const { value, done } = await lines.next();
      return done === true ? 'it ended' : value;
    },
  };
}

async function setup(latencyMilliseconds: number) {
  const simulator = await startSimulator({ token: { latencyMilliseconds } });
  releaseAfterwards(() => simulator.close());
  const { appKey, appSecret } = simulator.account;
  const env = {
    APP_KEY: appKey,
    APP_SECRET: appSecret,
    BASE_URL: simulator.restUrl,
    KIS_TOKEN_STORE: 'file',
    KIS_TOKEN_CACHE_DIR: join(await temporaryDirectory(), 'cache'),
  };
  return { simulator, env };
}

async function itSharesOneToken(simulator: Simulator, members: readonly Member[]): Promise<void> {
  const answers = () => Promise.all(members.map((member) => member.line()));
  const ask = (command: string) => {
    for (const member of members) member.tell(command);
    return answers();
  };
  expect(new Set(await answers())).toEqual(new Set(['ready']));

  const first = new Set(await ask('get'));
  expect([...first]).toEqual([expect.stringMatching(/^[0-9a-f]{12}$/)]);
  expect(simulator.journal.tokens).toMatchObject({ requests: 1, issued: 1 });

  simulator.start({ kind: 'revoke-tokens' });
  simulator.clock.advance(61_000);
  const second = new Set(await ask('invalidate'));
  expect([...second]).toEqual([expect.stringMatching(/^[0-9a-f]{12}$/)]);
  expect([...second]).not.toEqual([...first]);
  expect(simulator.journal.tokens).toMatchObject({ requests: 2, issued: 2 });
}

describe(`${PROCESSES} processes that start with an empty cache`, () => {
  it('share one issued token, and one more when KIS rejects it', async () => {
    const { simulator, env } = await setup(500);
    const members = Array.from({ length: PROCESSES }, () => startMember(env));
    await itSharesOneToken(simulator, members);
  });
});

const SERVERS = [
  { name: 'Redis', start: () => startRedis() },
  { name: 'PostgreSQL', start: () => startPostgresql() },
];

/** The second machine has another directory, and a clock that is hours off. */
const MACHINES = [{ CLOCK_ERROR: '0' }, { CLOCK_ERROR: '7200000' }];
const PROCESSES_OF_A_MACHINE = 4;

for (const { name, start } of SERVERS) {
  describe(`${PROCESSES_OF_A_MACHINE} processes on each of two machines, with ${name}`, () => {
    it('share one issued token, and one more when KIS rejects it', async () => {
      const { simulator, env } = await setup(500);
      const { url } = await start();
      const members: Member[] = [];
      for (const machine of MACHINES) {
        const place = { KIS_TOKEN_STORE: url, KIS_TOKEN_CACHE_DIR: await temporaryDirectory() };
        for (let count = 0; count < PROCESSES_OF_A_MACHINE; count += 1) {
          members.push(startMember({ ...env, ...place, ...machine }));
        }
      }
      await itSharesOneToken(simulator, members);
    });

    it('wait no longer than a lease lasts when one of them is killed while KIS answers', async () => {
      const { simulator, env } = await setup(2_000);
      const { url } = await start();
      const [first, second] = MACHINES.map((machine) =>
        startMember({ ...env, ...machine, KIS_TOKEN_STORE: url, LEASE_TTL: '3000' }),
      );
      if (first === undefined || second === undefined) throw new Error('there are two machines');
      expect(await Promise.all([first.line(), second.line()])).toEqual(['ready', 'ready']);
      first.tell('get');
      await expect.poll(() => simulator.journal.tokens.requests).toBe(1);
      second.tell('get');
      first.kill();
      simulator.clock.advance(61_000);
      const begin = performance.now();
      expect(await second.line()).toMatch(/^[0-9a-f]{12}$/);
      // Three seconds for the lease, two for KIS.
      expect(performance.now() - begin).toBeLessThan(15_000);
      expect(simulator.journal.tokens).toMatchObject({ requests: 2, issued: 1, returnedAgain: 1 });
    });
  });
}

describe('a process that is killed while KIS answers', () => {
  it('delays the next one by no lease, and costs no second token', async () => {
    const { simulator, env } = await setup(2_000);
    const [first, second] = [startMember(env), startMember(env)];
    expect(await Promise.all([first.line(), second.line()])).toEqual(['ready', 'ready']);
    first.tell('get');
    await expect.poll(() => simulator.journal.tokens.requests).toBe(1);
    second.tell('get');
    first.kill();
    const begin = performance.now();
    simulator.clock.advance(61_000);
    expect(await second.line()).toMatch(/^[0-9a-f]{12}$/);
    // KIS takes two seconds. A lease would last thirty.
    expect(performance.now() - begin).toBeLessThan(10_000);
    expect(simulator.journal.tokens).toMatchObject({ requests: 2, issued: 1, returnedAgain: 1 });
  });
});
