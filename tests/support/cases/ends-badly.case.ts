import { beforeAll, test } from 'vitest';
import { startRecorded } from './record.ts';

beforeAll(startRecorded);

test('fails while a server runs', async () => {
  await startRecorded();
  throw new Error('on purpose');
});

test('skips itself while a server runs', async (context) => {
  await startRecorded();
  context.skip();
});
