import { test } from 'vitest';
import { startRecorded } from './record.ts';

test('is killed while a server runs', async () => {
  await startRecorded();
  process.kill(process.pid, 'SIGKILL');
});
