import { koreanDateTime } from 'krx-calendar';
import type { Account } from '../account.ts';
import { type Endpoint, jsonAnswer, oauthRefusal } from '../http/answer.ts';
import type { Journal } from '../journal.ts';
import { textAt } from '../json.ts';
import type { ApprovalRegistry } from './approvals.ts';
import { checkCredentials } from './credentials.ts';
import type { IssuedToken, TokenRegistry } from './registry.ts';

export interface OauthServices {
  readonly accounts: readonly Account[];
  readonly tokens: TokenRegistry;
  readonly approvals: ApprovalRegistry;
  readonly journal: Journal;
}

export function oauthEndpoints(services: OauthServices): ReadonlyMap<string, Endpoint> {
  return new Map([
    ['POST /oauth2/tokenP', tokenEndpoint(services)],
    ['POST /oauth2/revokeP', revocationEndpoint(services)],
    ['POST /oauth2/Approval', approvalEndpoint(services)],
  ]);
}

function tokenEndpoint({ accounts, tokens, journal }: OauthServices): Endpoint {
  return (request) => {
    journal.tokens.requests += 1;
    const checked = checkCredentials(request, accounts, 'appsecret', true);
    if ('refused' in checked) {
      journal.tokens.refusedAsWrong += 1;
      return checked.refused;
    }
    const given = tokens.give(checked.account.appKey);
    if (given === undefined) {
      return oauthRefusal(403, 'EGW00133', '접근토큰 발급 잠시 후 다시 시도하세요(1분당 1회)');
    }
    return jsonAnswer(200, {
      access_token: given.token,
      access_token_token_expired: koreanDateTime(given.expiresAt),
      token_type: 'Bearer',
      expires_in: expiresIn(given, tokens.lifetimeSeconds),
    });
  };
}

/**
 * For a new token this is its lifetime. For one that is returned again it has no reference time: it states
 * the full lifetime although less remains [seen]. Some clients received it as a string [seen], so every other
 * time it is one here.
 */
function expiresIn({ timesGiven }: IssuedToken, lifetimeSeconds: number): number | string {
  const isText = timesGiven % 2 === 0;
  return isText ? String(lifetimeSeconds) : lifetimeSeconds;
}

function revocationEndpoint({ accounts, tokens }: OauthServices): Endpoint {
  return (request) => {
    const checked = checkCredentials(request, accounts, 'appsecret', false);
    if ('refused' in checked) return checked.refused;
    const token = textAt(checked.body, 'token');
    const isOwn = tokens.ownerOf(token) === checked.account.appKey;
    if (!isOwn || !tokens.revoke(token)) return oauthRefusal(403, 'EGW00121', '유효하지 않은 token 입니다.');
    return jsonAnswer(200, { code: '200', message: '접근토큰 폐기에 성공하였습니다' });
  };
}

function approvalEndpoint({ accounts, approvals, journal }: OauthServices): Endpoint {
  return (request) => {
    const checked = checkCredentials(request, accounts, 'secretkey', true);
    if ('refused' in checked) {
      journal.approvals.refused += 1;
      return checked.refused;
    }
    journal.approvals.issued += 1;
    return jsonAnswer(200, { approval_key: approvals.issue(checked.account.appKey) });
  };
}
