import { recordOf } from '../base/record.ts';
import { HttpClient, type HttpOptions, type ServerKind } from '../http/client.ts';

const ALERTMANAGER: ServerKind = {
  name: 'Alertmanager',
  example: 'http://localhost:9093',
  codes: {
    address: 'alertmanager/address',
    token: 'alertmanager/token',
    unreachable: 'alertmanager/unreachable',
    denied: 'alertmanager/denied',
    answer: 'alertmanager/answer',
  },
};

/** Client of an Alertmanager's API, version 2. No error contains a credential. */
export class AlertmanagerClient {
  readonly address: string;
  readonly #http: HttpClient;

  constructor(url: string, options: HttpOptions = {}) {
    this.#http = new HttpClient(url, ALERTMANAGER, options);
    this.address = this.#http.address;
  }

  /** The loaded configuration as YAML, with secrets hidden by the server. */
  async configuration(): Promise<string> {
    const { status, json } = await this.#http.request('/api/v2/status');
    const { original } = recordOf(recordOf(json).config);
    if (status === 200 && typeof original === 'string') return original;
    throw this.#http.failure(
      'answer',
      `${status} for /api/v2/status, and the answer is none of Alertmanager's API`,
      'Give the address below which /api/v2 is, such as http://localhost:9093.',
    );
  }
}
