import { parsedObject, textAt } from '../json.ts';
import type { Account } from '../protocol/account.ts';
import { type Classified, classify } from '../protocol/error-codes.ts';
import { cappedText, networkReason } from '../protocol/http-answer.ts';
import { TokenError } from './errors.ts';
import { expiryOf } from './expiry.ts';
import type { ServerTime } from './server-time.ts';
import { Token } from './token.ts';

/** Shorter than the lifetime of a lease, so a holder never waits beyond it. */
const TIMEOUT = 10_000;

/** A response with a token has about 500 bytes. */
const LARGEST_ANSWER = 65_536;

export interface IssuerOptions {
  readonly timeoutMilliseconds?: number;
}

export interface Issuer {
  /** @throws TokenError */
  issue(signal: AbortSignal): Promise<Token>;
}

/** Requests a token from KIS: `POST /oauth2/tokenP`. [official] */
export class HttpIssuer implements Issuer {
  readonly #account: Account;
  readonly #time: ServerTime;
  readonly #timeout: number;

  constructor(account: Account, time: ServerTime, { timeoutMilliseconds = TIMEOUT }: IssuerOptions = {}) {
    this.#account = account;
    this.#time = time;
    this.#timeout = timeoutMilliseconds;
  }

  async issue(signal: AbortSignal): Promise<Token> {
    const { status, body, date } = await this.#request(signal);
    if (date !== undefined) this.#time.observe(date);
    const problem = classify(status, body);
    if (problem !== undefined) throw refusal(problem);
    return this.#tokenOf(body);
  }

  async #request(signal: AbortSignal): Promise<{ status: number; body: string; date: number | undefined }> {
    const timeout = AbortSignal.timeout(this.#timeout);
    try {
      const response = await fetch(`${this.#account.baseUrl}/oauth2/tokenP`, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({
          grant_type: 'client_credentials',
          appkey: this.#account.appKey,
          appsecret: this.#account.appSecret,
        }),
        // The secret must not follow a redirect.
        redirect: 'manual',
        signal: AbortSignal.any([signal, timeout]),
      });
      const date = Date.parse(response.headers.get('date') ?? '');
      const body = await cappedText(response, LARGEST_ANSWER);
      if (body === undefined) throw badAnswer(`it has more than ${LARGEST_ANSWER} bytes`);
      return {
        status: response.status,
        body,
        date: Number.isNaN(date) ? undefined : date,
      };
    } catch (error) {
      if (error instanceof TokenError) throw error;
      // Omits the cause, which may contain parts of the request.
      const why = timeout.aborted ? `no answer within ${this.#timeout} ms` : networkReason(error);
      throw new TokenError('token/unavailable', `The token request failed: ${why}`, {
        errorClass: 'transient',
      });
    }
  }

  #tokenOf(body: string): Token {
    const answer = parsedObject(body);
    if (answer === undefined) throw badAnswer('it is not a JSON object');
    const value = textAt(answer, 'access_token');
    // The token goes into a header: any other character could inject one.
    if (value === undefined || !/^[\x21-\x7e]{1,4096}$/.test(value))
      throw badAnswer('it has no access_token');
    const { isPartner, longestLifetime } = this.#account;
    const now = this.#time.now();
    const expiresAt = expiryOf(
      {
        token: value,
        expiredField: textAt(answer, 'access_token_token_expired'),
        expiresIn: answer.expires_in,
      },
      now,
      longestLifetime,
    );
    if (expiresAt === undefined) throw badExpiry(isPartner);
    return new Token({ value, expiresAt, issuedAt: now });
  }
}

function refusal({ errorClass, code, meaning }: Classified): TokenError {
  const said = code === undefined ? meaning : `${code}, ${meaning}`;
  const options = { errorClass, kisCode: code };
  if (errorClass === 'fatal') {
    const what = 'Retrying will not help: check KIS_APP_KEY, KIS_APP_SECRET and KIS_IS_VIRTUAL';
    return new TokenError('token/rejected', `KIS refuses to issue a token: ${said}. ${what}`, options);
  }
  if (errorClass === 'issue-limit') return new TokenError('token/issue-limit', `KIS: ${said}`, options);
  return new TokenError('token/unavailable', `KIS issued no token: ${said}`, options);
}

function badAnswer(why: string): TokenError {
  return new TokenError('token/bad-answer', `The response of KIS contains no token: ${why}`, {
    errorClass: 'transient',
  });
}

/** An account with longer tokens is the likely cause, if it may be one. */
function badExpiry(isPartner: boolean): TokenError {
  const tooFar = isPartner
    ? 'more than 92 days ahead'
    : 'more than 25 hours ahead; tokens of partner corporations (제휴법인) need KIS_IS_PARTNER=true';
  const message = `The new token is not used, because its expiry is missing, past, or ${tooFar}`;
  return new TokenError('token/bad-expiry', message, { errorClass: 'transient' });
}
