import { expect, test } from 'vitest';
import { run } from './run.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const node = (script: string, options = {}) => run(process.execPath, ['-e', script], options);

test('an exit code, both outputs and the input are results, not errors', async () => {
  const result = await node(
    `process.stdin.on('data', (text) => process.stdout.write(text));
     process.stderr.write('bad'); process.exitCode = 3`,
    { input: '시세' },
  );

  expect(result).toEqual({ code: 3, signal: null, stdout: '시세', stderr: 'bad' });
});

test('the command sees the given folder, added variables, and none that was taken away', async () => {
  const cwd = await temporaryDirectory();

  const { stdout } = await node('console.log(process.cwd(), process.env.ADDED, process.env.HOME)', {
    cwd,
    env: { ADDED: 'yes', HOME: undefined },
  });

  expect(stdout).toBe(`${cwd} yes undefined\n`);
});

test('a command that outlives its timeout is killed with what it started', async () => {
  const grandchild = `require('child_process').spawn('sleep', ['60'], { stdio: 'inherit' })`;

  const { code, signal } = await node(`${grandchild}; setInterval(() => {}, 1000)`, { timeout: 500 });

  expect({ code, signal }).toEqual({ code: null, signal: 'SIGKILL' });
});

test('a command that ignores its input does not fail for it', async () => {
  const { code } = await run('true', [], { input: 'x'.repeat(1_000_000) });

  expect(code).toBe(0);
});

test('a command that does not exist rejects with its name', async () => {
  await expect(run('no-such-command', [])).rejects.toThrow('no-such-command');
});
