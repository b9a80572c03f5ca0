import type { TokenCache } from './cache.ts';
import type { Token } from './token.ts';

/**
 * Makes a request that needs a token. If KIS rejects the token, the request is repeated once with the next
 * token and that answer is returned, whatever it is: a second rejection in a row is not about the token's
 * age.
 *
 * @param isRejected whether an answer is one of the token errors: `classify` gives the class `token`
 * @throws TokenError if there is no token, and what the request throws
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
