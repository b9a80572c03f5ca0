import { parsedObject, textAt } from '../json.ts';

/**
 * What to do about an error: `transient` retry later, `fatal` stop and alert a person, `token` invalidate the
 * token and retry once, `issue-limit` wait for the next minute, `rate` slow down.
 */
export type ErrorClass = 'transient' | 'fatal' | 'token' | 'issue-limit' | 'rate';

interface KnownError {
  readonly errorClass: ErrorClass;
  readonly meaning: string;
}

/** Codes from the portal's error table; the classes are ours. */
const KNOWN: ReadonlyMap<string, KnownError> = new Map(
  Object.entries({
    EGW00001: transient('a temporary error of the gateway'),
    EGW00002: transient('an error of the server'),
    EGW00101: fatal('the request is not valid'),
    EGW00102: fatal('the app key is missing'),
    EGW00103: fatal('the app key is not valid'),
    EGW00104: fatal('the app secret is missing'),
    EGW00105: fatal('the app secret is not valid'),
    EGW00115: fatal('grant_type is missing'),
    EGW00116: fatal('grant_type is not supported'),
    EGW00121: { errorClass: 'token', meaning: 'the token is not valid' },
    EGW00122: { errorClass: 'token', meaning: 'the token is missing or unknown' },
    EGW00123: { errorClass: 'token', meaning: 'the token has expired' },
    EGW00132: fatal('the content type is not valid'),
    EGW00133: { errorClass: 'issue-limit', meaning: 'only one token a minute is issued' },
    EGW00201: { errorClass: 'rate', meaning: 'too many requests in this second' },
    EGW00202: transient('the request could not be routed'),
    EGW00203: transient('the request could not be routed'),
    EGW00205: fatal('the type of the credentials is not valid'),
    EGW00206: fatal('the credentials do not permit this service'),
    EGW00207: fatal('the address of this machine is not permitted'),
    EGW00208: fatal('the type of customer is not valid'),
    EGW00215: { errorClass: 'rate', meaning: 'too many requests to the ledger in this second' },
    EGW00300: transient('the gateway could not reach its service'),
    EGW00301: transient('the gateway timed out'),
    EGW00302: transient('the gateway timed out'),
    OPSQ0002: fatal('there is no such service'),
    OPSQ2000: fatal('a field of the request is not valid'),
    OPSQ2001: fatal('a field of the request is not valid'),
    OPSQ2002: fatal('a field of the request has a wrong length'),
  }),
);

export interface Classified {
  readonly errorClass: ErrorClass;
  /** The answer's code, if it has one. */
  readonly code?: string;
  /** In our own words: the answer's text could repeat what was sent. */
  readonly meaning: string;
}

/**
 * Why an answer is an error; undefined if it is not. The body is read before the status, because the gateway
 * reports an expired token with HTTP 500 and with 200, and its token limit with 403.
 */
export function classify(status: number, body: string): Classified | undefined {
  const code = errorCodeOf(body);
  const known = code === undefined ? undefined : KNOWN.get(code);
  if (code !== undefined && known !== undefined) return { ...known, code };
  const isNamed = code !== undefined && isError(body);
  if (status >= 200 && status < 300 && !isNamed) return undefined;
  const named = code === undefined ? {} : { code };
  if (status === 401) return { errorClass: 'token', meaning: 'HTTP 401', ...named };
  if (status === 429) return { errorClass: 'rate', meaning: 'HTTP 429', ...named };
  // An unknown error may be temporary. Stopping would need a person for nothing.
  return { errorClass: 'transient', meaning: `HTTP ${status} without a known code`, ...named };
}

/** `error_code` of the token service, `msg_cd` of all others. */
function errorCodeOf(body: string): string | undefined {
  const answer = parsedObject(body);
  if (answer === undefined) return undefined;
  const code = textAt(answer, 'error_code') ?? textAt(answer, 'msg_cd');
  return code !== undefined && /^[A-Z]{3,4}\d{4,5}$/.test(code) ? code : undefined;
}

function isError(body: string): boolean {
  const answer = parsedObject(body);
  if (answer === undefined) return false;
  return 'error_code' in answer || (textAt(answer, 'rt_cd') ?? '0') !== '0';
}

function transient(meaning: string): KnownError {
  return { errorClass: 'transient', meaning };
}

function fatal(meaning: string): KnownError {
  return { errorClass: 'fatal', meaning };
}
