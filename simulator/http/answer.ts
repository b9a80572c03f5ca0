/** A request with its body read. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Value of a header by its lower-case name; empty if it is missing. */
  readonly header: (name: string) => string;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Endpoint = (request: Request) => Answer;

export function jsonAnswer(
  status: number,
  body: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, body: JSON.stringify(body), headers };
}

/** An error of the quotation service: `rt_cd` states success, not the HTTP status. [official] */
export function refusal(status: number, code: string, message: string): Answer {
  return jsonAnswer(status, { rt_cd: '1', msg_cd: code, msg1: message });
}

/** An error of the token service, which names its fields differently. [seen] */
export function oauthRefusal(status: number, code: string, description: string): Answer {
  return jsonAnswer(status, { error_description: description, error_code: code });
}
