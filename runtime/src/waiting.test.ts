import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { within } from './waiting.ts';

it('a time limit prefers a result that is there when a suspended process continues', async () => {
  let isGivenUp = false;
  const result = within(5, delay(10, 'the result'), () => {
    isGivenUp = true;
    return 'late';
  });
  for (const end = performance.now() + 50; performance.now() < end; );
  expect(await result).toBe('the result');
  await delay(20);
  expect(isGivenUp).toBe(false);
});
