import { createClient } from 'redis';
import { expect, test } from 'vitest';
import { startRedis } from './redis.ts';

test('a real Redis demands its password, and comes back empty at the same address', async () => {
  const server = await startRedis({ password: 'p@ss/w:rd' });
  const ask = async (url: string) => {
    const client = createClient({ url, socket: { reconnectStrategy: false } });
    client.on('error', () => undefined);
    await client.connect();
    const before = await client.get('key');
    await client.set('key', 'value');
    client.destroy();
    return before;
  };

  expect(await ask(server.url)).toBeNull();
  expect(await ask(server.url)).toBe('value');
  await expect(ask(`redis://127.0.0.1:${server.port}`)).rejects.toThrow(/NOAUTH/);
  await server.kill();
  await expect(ask(server.url)).rejects.toThrow();
  await server.restart();
  expect(await ask(server.url)).toBeNull();
});
