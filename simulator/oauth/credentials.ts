import type { Account } from '../account.ts';
import { type Answer, oauthRefusal, type Request } from '../http/answer.ts';
import { type JsonObject, parsedObject, textAt } from '../json.ts';

export type Checked = { readonly account: Account; readonly body: JsonObject } | { readonly refused: Answer };

/**
 * 403 is the status of EGW00103 and EGW00133 [seen]. For the other errors of this service it is an
 * assumption.
 */
const STATUS = 403;

/** Checks the credentials in the body; `secretField` differs between tokens and approval keys. [official] */
export function checkCredentials(
  request: Request,
  accounts: readonly Account[],
  secretField: 'appsecret' | 'secretkey',
  needsGrant: boolean,
): Checked {
  if (!/^application\/json\b/i.test(request.header('content-type'))) {
    return refused('EGW00132', 'Content-Type이 유효하지 않습니다.');
  }
  const body = parsedObject(request.body);
  if (body === undefined) return refused('EGW00101', '유효하지 않은 요청입니다.');
  if (needsGrant) {
    const grant = textAt(body, 'grant_type');
    if (grant === '') return refused('EGW00115', '권한부여 타입(grant_type)은 필수입니다.');
    if (grant !== 'client_credentials') {
      return refused('EGW00116', '지원하지 않는 권한부여 타입(grant_type)입니다.');
    }
  }
  const appKey = textAt(body, 'appkey');
  if (appKey === '') return refused('EGW00102', 'AppKey는 필수입니다.');
  const account = accounts.find((candidate) => candidate.appKey === appKey);
  if (account === undefined) return refused('EGW00103', '유효하지 않은 AppKey입니다.');
  const secret = textAt(body, secretField);
  if (secret === '') return refused('EGW00104', 'AppSecret은 필수입니다.');
  if (secret !== account.appSecret) return refused('EGW00105', '유효하지 않은 AppSecret입니다.');
  return { account, body };
}

function refused(code: string, description: string): Checked {
  return { refused: oauthRefusal(STATUS, code, description) };
}
