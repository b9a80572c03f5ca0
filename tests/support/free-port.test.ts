import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePort } from './free-port.ts';
import { releaseAfterwards } from './release.ts';

test('a server can listen on the port at once', async () => {
  const server = createServer();
  releaseAfterwards(() => void server.close());
  server.listen(await freePort(), '127.0.0.1');

  await expect(once(server, 'listening')).resolves.toBeDefined();
});
