import { readFileSync } from 'node:fs';
import { DiagnosticError } from '../base/diagnostic.ts';

export interface HttpOptions {
  /** File with a bearer token, which is never shown. */
  readonly tokenFile?: string | undefined;
  /** Time limit of a request with its response, in milliseconds. */
  readonly timeout?: number | undefined;
}

/** A server's name for people, and the codes of its errors. */
export interface ServerKind {
  readonly name: string;
  /** An example address, for a remedy. */
  readonly example: string;
  readonly codes: Readonly<Record<'address' | 'token' | 'unreachable' | 'denied' | 'answer', string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** Undefined if it is not JSON. */
  readonly json: unknown;
}

export interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly form?: Readonly<Record<string, string>>;
  readonly json?: object;
  /** Whether 401 and 403 are returned instead of thrown. */
  readonly isDenialAnAnswer?: boolean;
}

const MOST_BYTES = 256 * 2 ** 20;

/**
 * A client of a server that somebody else runs: every request ends in time, responses are limited in size,
 * redirects are not followed, and no error contains a credential.
 */
export class HttpClient {
  /** For people: without credentials. */
  readonly address: string;
  readonly #kind: ServerKind;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #timeout: number;

  constructor(url: string, kind: ServerKind, { tokenFile, timeout = 60_000 }: HttpOptions = {}) {
    const parsed = parseAddress(url, kind);
    const credentials = `${decoded(parsed.username)}:${decoded(parsed.password)}`;
    parsed.username = '';
    parsed.password = '';
    this.address = parsed.href.replace(/\/+$/, '');
    this.#kind = kind;
    this.#timeout = timeout;
    const basic = credentials === ':' ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
    const authorization = tokenFile === undefined ? basic : `Bearer ${readToken(tokenFile, kind)}`;
    this.#headers = authorization === undefined ? {} : { authorization };
  }

  /** @throws DiagnosticError with the codes `unreachable`, `denied` and `answer` of this kind of server */
  async request(path: string, request: HttpRequest = {}): Promise<Answer> {
    const response = await this.#fetch(path, request);
    const body = await readLimited(response).catch((error: unknown) => {
      throw this.failure(
        'answer',
        `its answer to ${path} broke off: ${messageOf(error)}`,
        'Ask for less, or look at its log.',
      );
    });
    const { status, headers } = response;
    const isDenied = status === 401 || status === 403;
    if (isDenied && request.isDenialAnAnswer !== true) {
      throw this.failure(
        'denied',
        `it answers ${status} for ${path}`,
        'Give the file of a token that may do this with --token-file.',
      );
    }
    if (status >= 300 && status < 400) {
      throw this.failure(
        'answer',
        `it redirects ${path} (${status}) to ${redirectTarget(headers.get('location'))}, which is not followed because the credentials would go there`,
        'Give the address that it redirects to, if that is the right one.',
      );
    }
    return { status, headers, body, json: parseJson(body) };
  }

  failure(code: keyof ServerKind['codes'], reason: string, remedy: string): DiagnosticError {
    return DiagnosticError.of({
      code: this.#kind.codes[code],
      place: {},
      message: `the ${this.#kind.name} at ${this.address} gives no usable answer`,
      reason,
      remedy,
    });
  }

  async #fetch(path: string, { method = 'GET', form, json }: HttpRequest): Promise<Response> {
    const content = json === undefined ? undefined : { 'content-type': 'application/json' };
    try {
      return await fetch(`${this.address}${path}`, {
        method,
        headers: { accept: 'application/json', ...this.#headers, ...content },
        ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
        // Another origin would receive the credentials.
        redirect: 'manual',
        signal: AbortSignal.timeout(this.#timeout),
      });
    } catch (error) {
      const reason = messageOf(error);
      throw this.failure(
        'unreachable',
        reason,
        /certificate|self.signed|CERT_|issuer/i.test(reason)
          ? 'Name the file of the authority that signed it: NODE_EXTRA_CA_CERTS=ca.pem oac …'
          : 'Check the address, and that the server runs; in a cluster, "kubectl port-forward" brings it here.',
      );
    }
  }
}

function parseAddress(url: string, { name, example, codes }: ServerKind): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isUsable =
    parsed !== undefined && /^https?:$/.test(parsed.protocol) && parsed.search + parsed.hash === '';
  if (isUsable) return parsed;
  throw DiagnosticError.of({
    code: codes.address,
    place: {},
    // The address itself may contain a password.
    message: `the address of ${name} is not an http or https URL without query and fragment`,
    reason: 'Nothing was asked',
    remedy: `Write it with its scheme, such as ${example}.`,
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that escapes nothing is part of the password.
    return text;
  }
}

function readToken(file: string, { codes }: ServerKind): string {
  const failure = (reason: string, remedy: string) =>
    DiagnosticError.of({
      code: codes.token,
      place: { file },
      message: 'the token file is unusable',
      reason,
      remedy,
    });
  let token: string;
  try {
    token = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw failure(messageOf(error), 'Name a file that this user may read.');
  }
  // fetch would print a token that is not valid in an HTTP header in its error.
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw failure(
    token === '' ? 'It is empty' : 'It holds blanks, line breaks or letters that no token has',
    'Write the token alone into it, on one line.',
  );
}

/** Without the query, which may contain a ticket. */
function redirectTarget(location: string | null): string {
  return location === null ? 'nowhere' : (location.replace(/\/\/[^/]*@/, '//').split(/[?#]/)[0] ?? '');
}

/** @throws Error for a response that does not end, or is too large */
async function readLimited(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new Error(`it is larger than ${MOST_BYTES / 2 ** 20} MiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'it did not answer in time';
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  // An error for several refusing addresses has no message of its own.
  return cause.message || ('code' in cause ? String(cause.code) : error.message);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
