import { DiagnosticError } from '../base/diagnostic.ts';
import { isRecord } from '../base/record.ts';
import {
  type Answer,
  HttpClient,
  type HttpOptions,
  type HttpRequest,
  type ServerKind,
} from '../http/client.ts';
import type { Json } from './store.ts';

const GRAFANA: ServerKind = {
  name: 'Grafana',
  example: 'http://localhost:3000',
  codes: {
    address: 'grafana/address',
    token: 'grafana/token',
    unreachable: 'grafana/unreachable',
    denied: 'grafana/denied',
    answer: 'grafana/answer',
  },
};

const TRIES = 4;
const FIRST_PAUSE = 500;

/**
 * Client of the HTTP API of Grafana 11 to 13 (https://grafana.com/docs/grafana/latest/developers/http_api/). The
 * dashboards themselves are read and saved by a `DashboardStore`.
 *
 * Its methods throw DiagnosticError: `grafana/unreachable`, `grafana/denied`, `grafana/answer`, and when
 * saving also `grafana/conflict` and `grafana/refused`. None of them prints a credential.
 */
export class GrafanaClient {
  readonly address: string;
  readonly #http: HttpClient;
  readonly #pause: number;

  /** @param options.pause in milliseconds before a retry; it doubles each time */
  constructor(
    url: string,
    { pause = FIRST_PAUSE, ...options }: HttpOptions & { readonly pause?: number } = {},
  ) {
    this.#http = new HttpClient(url, GRAFANA, options);
    this.address = this.#http.address;
    this.#pause = pause;
  }

  async version(): Promise<string> {
    return String(this.object(await this.ask('/api/health'), '/api/health').version ?? '');
  }

  /** The uid of a top-level folder, by its title. */
  async folder(title: string): Promise<string | undefined> {
    const path = '/api/folders?limit=1000';
    const answer = await this.ask(path);
    if (answer.status !== 200 || !Array.isArray(answer.json)) throw this.strange(answer, path);
    const found = answer.json.filter(isRecord).find((folder) => folder.title === title);
    return found === undefined ? undefined : String(found.uid);
  }

  /** The title of a folder; undefined if this token may not read it. */
  async folderTitle(uid: string): Promise<string | undefined> {
    if (uid === '') return '';
    const path = `/api/folders/${encodeURIComponent(uid)}`;
    const { status, json } = await this.ask(path, { isDenialAnAnswer: true });
    return status === 200 && isRecord(json) ? String(json.title) : undefined;
  }

  async createFolder(title: string): Promise<string> {
    const answer = await this.#http.request('/api/folders', { method: 'POST', json: { title } });
    // Somebody else has created it in the meantime.
    if (answer.status === 409 || answer.status === 412) {
      const found = await this.folder(title);
      if (found !== undefined) return found;
    }
    return String(this.object(answer, '/api/folders').uid);
  }

  /** Types of the data sources. */
  async dataSources(): Promise<readonly string[]> {
    const path = '/api/datasources';
    const answer = await this.ask(path);
    if (answer.status !== 200 || !Array.isArray(answer.json)) throw this.strange(answer, path);
    return answer.json.filter(isRecord).map(({ type }) => String(type));
  }

  /**
   * Sends a dashboard. Not retried: only the stored dashboard tells whether a request without a response was
   * executed.
   */
  async save(path: string, request: HttpRequest): Promise<void> {
    const answer = await this.#http.request(path, request);
    const { status, json } = answer;
    if (status === 200 || status === 201) {
      if (!isRecord(json)) throw this.strange(answer, path);
      return;
    }
    const said = isRecord(json) && typeof json.message === 'string' ? json.message : '';
    if (status === 409 || status === 412) {
      throw this.refusal(
        'grafana/conflict',
        `${status}: ${said || 'it was changed meanwhile'}`,
        'Run "oac push --dry-run" to see what differs. --overwrite replaces the saved version.',
      );
    }
    if (isRetriable(status))
      throw this.#http.failure('unreachable', `it answers ${status}: ${said}`, 'Try again later.');
    if (said === '') throw this.strange(answer, path);
    throw this.refusal('grafana/refused', `${status}: ${said}`, remedyOf(status, said));
  }

  refusal(code: string, reason: string, remedy: string): DiagnosticError {
    return DiagnosticError.of({
      code,
      place: {},
      message: `the Grafana at ${this.address} refuses the dashboard`,
      reason,
      remedy,
    });
  }

  /** Reads, and tries again while Grafana is restarting. */
  async ask(path: string, request: HttpRequest = {}): Promise<Answer> {
    let pause = this.#pause;
    for (let tries = 1; ; tries++) {
      const answer = await this.#http.request(path, request);
      if (!isRetriable(answer.status) || tries === TRIES) return answer;
      await new Promise((resolve) => setTimeout(resolve, pause));
      pause *= 2;
    }
  }

  /** The object in a successful answer. */
  object(answer: Answer, path: string): Json {
    if (answer.status === 200 && isRecord(answer.json)) return answer.json;
    throw this.strange(answer, path);
  }

  strange({ status, json }: Answer, path: string): DiagnosticError {
    const said = isRecord(json) && typeof json.message === 'string' ? `: ${json.message}` : '';
    return this.#http.failure(
      'answer',
      `${status} for ${path}${said}${said === '' ? ", and the answer is none of Grafana's API" : ''}`,
      'Give the address of Grafana itself, with the path under which it is served, such as https://example.com/grafana.',
    );
  }
}

/** 404 with a message comes from Grafana; other servers also answer 404. */
export const isMissing = ({ status, json }: Answer): boolean =>
  status === 404 && isRecord(json) && typeof json.message === 'string';

const isRetriable = (status: number): boolean => [429, 502, 503, 504].includes(status);

function remedyOf(status: number, said: string): string {
  if (/provisioned/i.test(said))
    return 'A file or the ConfigMap of the sidecar owns it: deploy the ConfigMap, or remove it before you push.';
  if (/refresh interval/i.test(said))
    return "Raise grafana.refresh in observability.yaml to the server's min_refresh_interval.";
  if (status === 404) return 'Create the folder again, or let "oac push" do it.';
  return 'Fix what it names, and run "oac generate".';
}
