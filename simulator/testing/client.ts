import { releaseAfterwards } from 'test-support/release';
import { type Simulator, type SimulatorOptions, startSimulator } from '../index.ts';
import { parsedObject } from '../json.ts';

/** A simulator that is closed after the test. Time stands still by default. */
export async function simulatorForTest(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({ ...options, clock: { speed: 0, ...options.clock } });
  releaseAfterwards(() => simulator.close());
  return simulator;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body if it is a JSON object, otherwise empty. */
  readonly body: Readonly<Record<string, unknown>>;
}

export async function post(
  simulator: Simulator,
  path: string,
  body: unknown,
  contentType?: string,
): Promise<Reply> {
  return replyOf(
    await fetch(`${simulator.restUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': contentType ?? 'application/json; charset=utf-8' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  );
}

export function requestToken(simulator: Simulator): Promise<Reply> {
  const { appKey, appSecret } = simulator.account;
  return post(simulator, '/oauth2/tokenP', {
    grant_type: 'client_credentials',
    appkey: appKey,
    appsecret: appSecret,
  });
}

/** A token, requested a minute after the last one. */
export async function freshToken(simulator: Simulator): Promise<string> {
  simulator.clock.advance(61_000);
  return String((await requestToken(simulator)).body.access_token);
}

export async function approvalKey(simulator: Simulator): Promise<string> {
  const { appKey, appSecret } = simulator.account;
  const { body } = await post(simulator, '/oauth2/Approval', {
    grant_type: 'client_credentials',
    appkey: appKey,
    secretkey: appSecret,
  });
  return String(body.approval_key);
}

/** The services that need a token, by `tr_id`. */
const SERVICES = {
  CTCA0903R: 'chk-holiday',
  FHKST01010100: 'inquire-price',
  FHKST01010200: 'inquire-asking-price-exp-ccn',
} as const;

export async function query(
  simulator: Simulator,
  transactionId: keyof typeof SERVICES,
  parameters: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
): Promise<Reply> {
  const { appKey, appSecret } = simulator.account;
  const path = `/uapi/domestic-stock/v1/quotations/${SERVICES[transactionId]}`;
  return replyOf(
    await fetch(`${simulator.restUrl}${path}?${new URLSearchParams(parameters)}`, {
      headers: { appkey: appKey, appsecret: appSecret, tr_id: transactionId, custtype: 'P', ...headers },
    }),
  );
}

/** Requests the holidays from a date on, which real accounts may. */
export function queryHolidays(simulator: Simulator, token: string, date = '20261225'): Promise<Reply> {
  return query(simulator, 'CTCA0903R', { BASS_DT: date, CTX_AREA_NK: '', CTX_AREA_FK: '' }, bearer(token));
}

export function bearer(token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` };
}

async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsedObject(text) ?? {} };
}
