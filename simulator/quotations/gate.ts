import type { Account } from '../account.ts';
import { type Answer, type Endpoint, type Request, refusal } from '../http/answer.ts';
import type { Journal } from '../journal.ts';
import type { TokenRegistry, TokenState } from '../oauth/registry.ts';
import { RATE_LIMITED, type RateLimit } from './rate-limit.ts';

export interface GateOptions {
  readonly accounts: readonly Account[];
  readonly tokens: TokenRegistry;
  readonly rateLimit: RateLimit;
  readonly journal: Journal;
  /** HTTP status of token errors: 500 [seen], 200 in the earlier official sample, 401 never seen. */
  readonly tokenErrorStatus: number;
  /** HTTP status of EGW00201: 500 or 200. [seen] */
  readonly rateLimitStatus: number;
}

const TOKEN_ERRORS: Readonly<Record<Exclude<TokenState, 'valid'>, string>> = {
  EGW00121: '유효하지 않은 token 입니다.',
  EGW00122: 'token을 찾을 수 없습니다.',
  EGW00123: '기간이 만료된 token 입니다.',
};

/** Admits requests that carry a valid token and name the right service, within the rate limit. */
export function guarded(options: GateOptions, transactionId: string, endpoint: Endpoint): Endpoint {
  const { journal } = options;
  return (request) => {
    journal.rest.requests += 1;
    const answer = refusalOf(options, transactionId, request) ?? endpoint(request);
    if (answer.body.includes('"rt_cd":"0"')) journal.rest.succeeded += 1;
    return answer;
  };
}

function refusalOf(options: GateOptions, transactionId: string, request: Request): Answer | undefined {
  const { accounts, tokens, rateLimit, journal } = options;
  const account = accounts.find(({ appKey }) => appKey === request.header('appkey'));
  if (account === undefined) return refusal(500, 'EGW00103', '유효하지 않은 AppKey입니다.');
  if (account.appSecret !== request.header('appsecret')) {
    return refusal(500, 'EGW00105', '유효하지 않은 AppSecret입니다.');
  }
  const [, token = ''] = /^Bearer (.+)$/.exec(request.header('authorization')) ?? [];
  const state = tokens.stateOf(token);
  const isOfAnother = state === 'valid' && tokens.ownerOf(token) !== account.appKey;
  const code = isOfAnother ? 'EGW00121' : state;
  if (code !== 'valid') {
    journal.rest.tokensRejected += 1;
    return refusal(options.tokenErrorStatus, code, TOKEN_ERRORS[code]);
  }
  if (request.header('tr_id') !== transactionId) return refusal(500, 'OPSQ0002', '없는 서비스 코드 입니다.');
  if (!rateLimit.admits(account.appKey)) {
    journal.rest.rateLimited += 1;
    return refusal(options.rateLimitStatus, RATE_LIMITED.code, RATE_LIMITED.message);
  }
  return undefined;
}
