import type { TokenCache } from './cache.ts';
import type { Token } from './token.ts';

/**
 * Does a request that needs a token. Where KIS did not take the token, it is done once more with the next one, and its
 * answer counts whatever it is: a second rejection in a row is no matter of the token's age.
 *
 * @param isRejected whether an answer is one of the token errors: `classify` gives the class `token`
 * @throws TokenError where there is no token, and what the request throws
 */
export async function withToken<Answer>(
  cache: Pick<TokenCache, 'get' | 'invalidate'>,
  request: (token: Token) => Promise<Answer>,
  isRejected: (answer: Answer) => boolean,
  signal?: AbortSignal,
): Promise<Answer> {
  const token = await cache.get(signal);
  const answer = await request(token);
  if (!isRejected(answer)) return answer;
  cache.invalidate(token);
  const next = await cache.get(signal);
  const second = await request(next);
  if (isRejected(second)) cache.invalidate(next);
  return second;
}
