import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, describe, expect, it } from 'vitest';
import { releaseAfterwards } from '../../../tests/support/release.ts';
import { temporaryDirectory } from '../../../tests/support/temporary-directory.ts';
import { startSimulator } from '../simulator/index.ts';
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
}

function startMember(env: NodeJS.ProcessEnv): Member {
  const child: ChildProcess = spawn(process.execPath, [worker], {
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
    tell: (command) => child.stdin?.write(`${command}\n`),
    line: async () => {
      const { value, done } = await lines.next();
      return done === true ? 'it ended' : value;
    },
  };
}

describe(`${PROCESSES} processes that start on an empty cache`, () => {
  it('share one token that was issued once, and one more when KIS rejects it', async () => {
    const simulator = await startSimulator({ token: { latencyMilliseconds: 500 } });
    releaseAfterwards(() => simulator.close());
    const { appKey, appSecret } = simulator.account;
    const env = {
      APP_KEY: appKey,
      APP_SECRET: appSecret,
      BASE_URL: simulator.restUrl,
      DIRECTORY: join(await temporaryDirectory(), 'cache'),
    };
    const members = Array.from({ length: PROCESSES }, () => startMember(env));
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
  });
});
