import { describe, expect, it } from 'vitest';
import { classify } from './error-codes.ts';

const oauth = (code: string) => JSON.stringify({ error_description: 'text', error_code: code });
const rest = (code: string, rtCd = '1') => JSON.stringify({ rt_cd: rtCd, msg_cd: code, msg1: 'text' });

describe('an answer of KIS', () => {
  it.each([
    ['a second token within a minute', 403, oauth('EGW00133'), 'issue-limit', 'EGW00133'],
    ['a wrong app key', 403, oauth('EGW00103'), 'fatal', 'EGW00103'],
    ['a wrong secret', 403, oauth('EGW00105'), 'fatal', 'EGW00105'],
    ['an expired token, with 500', 500, rest('EGW00123'), 'token', 'EGW00123'],
    ['an expired token, with 200', 200, rest('EGW00123'), 'token', 'EGW00123'],
    ['an unknown token, with 401', 401, rest('EGW00121'), 'token', 'EGW00121'],
    ['the limit of requests, with 200', 200, rest('EGW00201'), 'rate', 'EGW00201'],
    ['the limit of the ledger, with 500', 500, rest('EGW00215'), 'rate', 'EGW00215'],
    ['a timeout behind the gateway', 500, rest('EGW00302'), 'transient', 'EGW00302'],
    ['a service that does not exist', 500, rest('OPSQ0002'), 'fatal', 'OPSQ0002'],
    ['a field that KIS does not take', 500, rest('OPSQ2001'), 'fatal', 'OPSQ2001'],
    ['a code that no table has', 500, rest('ABCD1234'), 'transient', 'ABCD1234'],
    ['a code that no table has, with 200', 200, oauth('EGW99999'), 'transient', 'EGW99999'],
    ['a page of a proxy', 502, '<html>Bad Gateway</html>', 'transient', undefined],
    ['401 without a body', 401, '', 'token', undefined],
    ['429 without a body', 429, '', 'rate', undefined],
    ['a redirect', 302, '', 'transient', undefined],
  ])('that is %s is classified by its body first', (_, status, body, errorClass, code) => {
    const { meaning: _meaning, ...classified } = classify(status, body) ?? { meaning: '' };
    expect(classified).toEqual(code === undefined ? { errorClass } : { errorClass, code });
  });

  it.each([
    ['a success of the REST services', rest('MCA00000', '0')],
    ['a token', JSON.stringify({ access_token: 'x' })],
    ['no JSON at all, which others judge', 'hello'],
  ])('that is %s has no error', (_, body) => {
    expect(classify(200, body)).toBeUndefined();
  });
});
