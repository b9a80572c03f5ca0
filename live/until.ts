import { setTimeout as sleep } from 'node:timers/promises';

/** For anything that comes after shortened durations. */
export const LONGEST_WAIT = 150_000;

/** Asks again until the answer is enough, or the time is over. The last answer either way. */
export async function until<Answer>(
  answer: () => Promise<Answer>,
  isEnough: (answer: Answer) => boolean,
  milliseconds: number,
): Promise<Answer> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const found = await answer();
    if (isEnough(found) || Date.now() > deadline) return found;
    await sleep(500);
  }
}
