import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { isRunning } from './is-running.ts';
import { run } from './run.ts';
import { startServerProcess } from './server-process.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { requireTool } from './tools.ts';

const projectDirectory = path.resolve(import.meta.dirname, '../..');

test('a server that ends at once is reported with all it printed', async () => {
  const failure = startServerProcess('sh', ['-c', 'echo no such flag >&2; exit 2']);

  await expect(failure).rejects.toThrow(/sh did not become ready. It printed:\nno such flag/);
  await expect(failure).rejects.toMatchObject({ cause: { message: 'It ended with exit code 2' } });
});

test('a server that ignores SIGTERM is killed', async () => {
  const directory = await temporaryDirectory();
  const script = path.join(directory, 'stubborn.mjs');
  await writeFile(
    script,
    `import { createServer } from 'node:http';
     process.on('SIGTERM', () => {});
     const server = createServer((request, response) => response.end());
     server.listen(0, '127.0.0.1', () =>
       console.log('msg="Listening on" component=web address=127.0.0.1:' + server.address().port));`,
  );
  const server = await startServerProcess(process.execPath, [script], { stopMilliseconds: 100 });

  await server.stop();

  expect(isRunning(server.pid ?? 0)).toBe(false);
});

test('no server outlives a test run that fails, skips itself and is killed', async () => {
  await requireTool('prometheus');
  const directory = await temporaryDirectory();
  const pids = path.join(directory, 'pids');

  const { code } = await run(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--config', 'tests/support/cases/vitest.config.ts'],
    { cwd: projectDirectory, env: { SERVER_PIDS: pids, TMPDIR: directory }, timeout: 50_000 },
  );

  expect(code).toBe(1);
  const started = (await readFile(pids, 'utf8')).trim().split('\n').map(Number);
  expect(started).toHaveLength(4);
  await vi.waitFor(() => expect(started.filter(isRunning)).toEqual([]), { timeout: 5000 });
});
